<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>The similarity, on a scale from 0 to 1, says how much better two signatures fit one writer than a skilled forgery. It is evidence, not a probability of fraud: the bank knows how often forgeries occur, the program does not. The program assists; you decide.</source>
        <translation>Die Ähnlichkeit sagt auf einer Skala von 0 bis 1, wie viel besser zwei Unterschriften zu einer Person passen als zu einer geübten Fälschung. Sie ist ein Indiz, keine Betrugswahrscheinlichkeit: Wie oft Fälschungen vorkommen, weiß die Bank, nicht das Programm. Das Programm unterstützt; Sie entscheiden.</translation>
    </message>
    <message>
        <source>Apache-2.0. Qt is used under the LGPL, version 3.</source>
        <translation>Apache-2.0. Qt wird unter der LGPL, Version 3, verwendet.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>accepted from {accept}, flagged below {flag}</source>
        <translation>angenommen ab {accept}, verdächtig unter {flag}</translation>
    </message>
</context>
<context>
    <name>AccountForm</name>
    <message>
        <source>Compares with the account&apos;s specimens in the register and checks its mandate</source>
        <translation>Vergleicht mit den Unterschriftsproben des Kontos im Register und prüft die Unterschriftenregelung</translation>
    </message>
    <message>
        <source>The mandate may ask for other signatures above an amount</source>
        <translation>Ab einem Betrag kann die Unterschriftenregelung andere Unterschriften verlangen</translation>
    </message>
    <message>
        <source>Use amount</source>
        <translation>Betrag verwenden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Use amount {amount}</source>
        <translation>Betrag {amount} verwenden</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open cheques…</source>
        <translation>Schecks &amp;öffnen…</translation>
    </message>
    <message>
        <source>One or several; several become a work list</source>
        <translation>Ein Scheck oder mehrere; mehrere bilden eine Arbeitsliste</translation>
    </message>
    <message>
        <source>Add &amp;specimens…</source>
        <translation>&amp;Unterschriftsproben hinzufügen…</translation>
    </message>
    <message>
        <source>Signatures known to be genuine</source>
        <translation>Unterschriften, die sicher echt sind</translation>
    </message>
    <message>
        <source>Open &amp;batch results…</source>
        <translation>&amp;Stapelergebnisse öffnen…</translation>
    </message>
    <message>
        <source>The result file of a run as a work list</source>
        <translation>Die Ergebnisdatei eines Laufs als Arbeitsliste</translation>
    </message>
    <message>
        <source>Open the &amp;demo case</source>
        <translation>&amp;Beispielfall öffnen</translation>
    </message>
    <message>
        <source>Three made-up cheques and three specimens</source>
        <translation>Drei erfundene Schecks und drei Unterschriftsproben</translation>
    </message>
    <message>
        <source>Save &amp;report…</source>
        <translation>Be&amp;richt speichern…</translation>
    </message>
    <message>
        <source>A PDF of the case with pictures and decision</source>
        <translation>Ein PDF des Falls mit Bildern und Entscheidung</translation>
    </message>
    <message>
        <source>&amp;Print report…</source>
        <translation>Bericht &amp;drucken…</translation>
    </message>
    <message>
        <source>Re&amp;gister…</source>
        <translation>Re&amp;gister…</translation>
    </message>
    <message>
        <source>Accounts, signatories and their specimens</source>
        <translation>Konten, Verfügungsberechtigte und ihre Unterschriftsproben</translation>
    </message>
    <message>
        <source>&amp;Calibrate on your own signatures…</source>
        <translation>Anhand eigener Unterschriften &amp;kalibrieren…</translation>
    </message>
    <message>
        <source>Sets the thresholds; for risk officers</source>
        <translation>Legt die Schwellen fest; für Risikoverantwortliche</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Been&amp;den</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Einfügen</translation>
    </message>
    <message>
        <source>A cheque from the clipboard</source>
        <translation>Einen Scheck aus der Zwischenablage</translation>
    </message>
    <message>
        <source>Paste as s&amp;pecimen</source>
        <translation>Als &amp;Unterschriftsprobe einfügen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Whole &amp;cheque</source>
        <translation>Ganzer &amp;Scheck</translation>
    </message>
    <message>
        <source>Only the &amp;signature</source>
        <translation>Nur die &amp;Unterschrift</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Pending &amp;approvals…</source>
        <translation>Offene &amp;Freigaben…</translation>
    </message>
    <message>
        <source>Decisions of colleagues to approve or decline</source>
        <translation>Entscheidungen von Kollegen freigeben oder ablehnen</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Use these specimens for all cases without any…</source>
        <translation>Diese Proben für alle Fälle ohne Proben verwenden…</translation>
    </message>
    <message>
        <source>Use this signature as a spe&amp;cimen…</source>
        <translation>Diese Unterschrift als P&amp;robe verwenden…</translation>
    </message>
    <message>
        <source>Of an account in the register; its ink can be corrected</source>
        <translation>Für ein Konto im Register; die Tinte lässt sich korrigieren</translation>
    </message>
    <message>
        <source>Re&amp;move the case</source>
        <translation>Fall &amp;entfernen</translation>
    </message>
    <message>
        <source>From the list; it can be restored</source>
        <translation>Aus der Liste; er lässt sich zurückholen</translation>
    </message>
    <message>
        <source>Re&amp;store removed case</source>
        <translation>Entfernten Fall &amp;zurückholen</translation>
    </message>
    <message>
        <source>&amp;Clear list…</source>
        <translation>Liste &amp;leeren…</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Warteschlange</translation>
    </message>
    <message>
        <source>All cases in a table, or the case again</source>
        <translation>Alle Fälle als Tabelle, oder zurück zum Fall</translation>
    </message>
    <message>
        <source>The cheque, or the signatures again</source>
        <translation>Den Scheck zeigen oder wieder die Unterschriften</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Einpassen</translation>
    </message>
    <message>
        <source>On the cheque</source>
        <translation>Auf dem Scheck</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>&amp;Next layer</source>
        <translation>&amp;Nächste Ebene</translation>
    </message>
    <message>
        <source>Original, ink, overlay, blink, agreement</source>
        <translation>Original, Tinte, Überlagerung, Blinken, Übereinstimmung</translation>
    </message>
    <message>
        <source>&amp;Blink</source>
        <translation>Im &amp;Wechsel</translation>
    </message>
    <message>
        <source>More co&amp;ntrast</source>
        <translation>Mehr Ko&amp;ntrast</translation>
    </message>
    <message>
        <source>N&amp;egative</source>
        <translation>N&amp;egativ</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;Messen</translation>
    </message>
    <message>
        <source>Stac&amp;ked or side by side</source>
        <translation>Über- oder ne&amp;beneinander</translation>
    </message>
    <message>
        <source>Sco&amp;res</source>
        <translation>&amp;Werte</translation>
    </message>
    <message>
        <source>The similarities behind the verdict</source>
        <translation>Die Ähnlichkeiten hinter dem Ergebnis</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>Aufteilung zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Signature</source>
        <translation>&amp;Unterschrift</translation>
    </message>
    <message>
        <source>&amp;Previous candidate</source>
        <translation>&amp;Voriger Vorschlag</translation>
    </message>
    <message>
        <source>&amp;Next candidate</source>
        <translation>&amp;Nächster Vorschlag</translation>
    </message>
    <message>
        <source>Another place that may hold a signature</source>
        <translation>Eine andere Stelle, an der eine Unterschrift sein kann</translation>
    </message>
    <message>
        <source>The &amp;box is right</source>
        <translation>Der &amp;Rahmen stimmt</translation>
    </message>
    <message>
        <source>Settles the program&apos;s doubts about it</source>
        <translation>Beseitigt die Zweifel des Programms am Rahmen</translation>
    </message>
    <message>
        <source>&amp;Draw a box</source>
        <translation>Rahmen &amp;zeichnen</translation>
    </message>
    <message>
        <source>Drag around the signature; dragging with Shift does the same</source>
        <translation>Um die Unterschrift ziehen; auch mit gehaltener Umschalttaste</translation>
    </message>
    <message>
        <source>Use the &amp;whole image</source>
        <translation>Das &amp;ganze Bild verwenden</translation>
    </message>
    <message>
        <source>For an image of the signature alone</source>
        <translation>Für ein Bild, das nur die Unterschrift zeigt</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>Nach &amp;links drehen</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>Nach &amp;rechts drehen</translation>
    </message>
    <message>
        <source>&amp;Case</source>
        <translation>&amp;Fall</translation>
    </message>
    <message>
        <source>&amp;Previous case</source>
        <translation>&amp;Voriger Fall</translation>
    </message>
    <message>
        <source>&amp;Next case</source>
        <translation>&amp;Nächster Fall</translation>
    </message>
    <message>
        <source>Pa&amp;y</source>
        <translation>&amp;Zahlen</translation>
    </message>
    <message>
        <source>&amp;Return</source>
        <translation>Zu&amp;rückgeben</translation>
    </message>
    <message>
        <source>Re&amp;fer</source>
        <translation>&amp;Vorlegen</translation>
    </message>
    <message>
        <source>To a specialist or a supervisor</source>
        <translation>An eine Fachkraft oder Führungskraft</translation>
    </message>
    <message>
        <source>Record the &amp;decision</source>
        <translation>Entscheidung &amp;erfassen</translation>
    </message>
    <message>
        <source>And go to the next open case</source>
        <translation>Und zum nächsten offenen Fall gehen</translation>
    </message>
    <message>
        <source>Re&amp;open…</source>
        <translation>Wieder &amp;öffnen…</translation>
    </message>
    <message>
        <source>Withdraw the decision, with a reason</source>
        <translation>Die Entscheidung mit Begründung zurücknehmen</translation>
    </message>
    <message>
        <source>P&amp;ark</source>
        <translation>Z&amp;urückstellen</translation>
    </message>
    <message>
        <source>Put the case aside, or take it up again</source>
        <translation>Den Fall zurückstellen oder wieder aufnehmen</translation>
    </message>
    <message>
        <source>Resume &amp;checking the list</source>
        <translation>Liste &amp;weiter prüfen</translation>
    </message>
    <message>
        <source>After you have stopped it</source>
        <translation>Nachdem es angehalten wurde</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys and first steps</source>
        <translation>&amp;Tasten und erste Schritte</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>Ü&amp;ber</translation>
    </message>
</context>
<context>
    <name>ActivityBar</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the running tasks</source>
        <translation>Laufende Aufgaben anhalten</translation>
    </message>
</context>
<context>
    <name>ApprovalsWindow</name>
    <message>
        <source>Note, required to decline</source>
        <translation>Notiz, zum Ablehnen erforderlich</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Pending approvals</source>
        <translation>Offene Freigaben</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>Fall öffnen</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>No approval is pending.</source>
        <translation>Keine Freigabe ist offen.</translation>
    </message>
    <message>
        <source>This decision is your own: a colleague has to approve it.</source>
        <translation>Das ist Ihre eigene Entscheidung: Ein Kollege oder eine Kollegin muss sie freigeben.</translation>
    </message>
    <message>
        <source>This change is your own: a colleague has to approve it.</source>
        <translation>Das ist Ihre eigene Änderung: Ein Kollege oder eine Kollegin muss sie freigeben.</translation>
    </message>
    <message>
        <source>Compare it with the paper before you approve. The change takes effect at once, and your name is recorded with it.</source>
        <translation>Vergleichen Sie sie mit dem Original auf Papier, bevor Sie freigeben. Die Änderung gilt sofort; Ihr Name wird dabei vermerkt.</translation>
    </message>
    <message>
        <source>Compare the signatures yourself before you approve: your name is recorded with the decision.</source>
        <translation>Vergleichen Sie die Unterschriften selbst, bevor Sie freigeben: Ihr Name wird bei der Entscheidung vermerkt.</translation>
    </message>
    <message>
        <source>The case is not on this work list.</source>
        <translation>Der Fall steht nicht auf dieser Arbeitsliste.</translation>
    </message>
    <message>
        <source>account {number}</source>
        <translation>Konto {number}</translation>
    </message>
    <message>
        <source>proposed by {person}, {when}</source>
        <translation>vorgeschlagen von {person}, {when}</translation>
    </message>
    <message>
        <source>UNLIKE THE OTHER SPECIMENS</source>
        <translation>WEICHT VON DEN ANDEREN UNTERSCHRIFTSPROBEN AB</translation>
    </message>
    <message>
        <source>decided by {person}, {when}</source>
        <translation>entschieden von {person}, {when}</translation>
    </message>
    <message>
        <source>the program says: {decision}</source>
        <translation>das Programm sagt: {decision}</translation>
    </message>
    <message>
        <source>pending because {why}</source>
        <translation>offen, weil: {why}</translation>
    </message>
    <message>
        <source>note: {note}</source>
        <translation>Notiz: {note}</translation>
    </message>
</context>
<context>
    <name>BackgroundCheck</name>
    <message>
        <source>Checking the work list</source>
        <translation>Die Arbeitsliste wird geprüft</translation>
    </message>
</context>
<context>
    <name>CalibrationWizard</name>
    <message>
        <source>Calibrate on your own signatures</source>
        <translation>Anhand eigener Unterschriften kalibrieren</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>&amp;Fertigstellen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Opening the wizard</source>
        <translation>Assistent wird geöffnet</translation>
    </message>
</context>
<context>
    <name>CaseController</name>
    <message>
        <source>Loading the model</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>Reading the cheque</source>
        <translation>Der Scheck wird gelesen</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>Vergleich läuft</translation>
    </message>
    <message>
        <source>Drawing the comparison</source>
        <translation>Der Vergleich wird gezeichnet</translation>
    </message>
</context>
<context>
    <name>CaseEditor</name>
    <message>
        <source>The specimens come from the register while there is an account.</source>
        <translation>Solange ein Konto angegeben ist, kommen die Proben aus dem Register.</translation>
    </message>
    <message>
        <source>add specimens</source>
        <translation>Proben hinzufügen</translation>
    </message>
    <message>
        <source>remove specimen</source>
        <translation>Probe entfernen</translation>
    </message>
    <message>
        <source>correct specimen</source>
        <translation>Probe korrigieren</translation>
    </message>
    <message>
        <source>use the same specimens</source>
        <translation>dieselben Proben verwenden</translation>
    </message>
    <message>
        <source>set the account</source>
        <translation>Konto angeben</translation>
    </message>
    <message>
        <source>move the box</source>
        <translation>Rahmen verschieben</translation>
    </message>
    <message>
        <source>confirm the box</source>
        <translation>Rahmen bestätigen</translation>
    </message>
    <message>
        <source>turn the image</source>
        <translation>Bild drehen</translation>
    </message>
    <message>
        <source>No signature found. Draw the box yourself.</source>
        <translation>Keine Unterschrift gefunden. Zeichnen Sie den Rahmen selbst.</translation>
    </message>
    <message>
        <source>use another candidate</source>
        <translation>anderen Vorschlag verwenden</translation>
    </message>
    <message>
        <source>examine another page</source>
        <translation>andere Seite prüfen</translation>
    </message>
    <message>
        <source>This case is decided. Reopen it before you change it.</source>
        <translation>Dieser Fall ist entschieden. Öffnen Sie ihn wieder, bevor Sie ihn ändern.</translation>
    </message>
    <message>
        <source>The decision on this case is being recorded.</source>
        <translation>Die Entscheidung zu diesem Fall wird gerade erfasst.</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>The decision is being recorded.</source>
        <translation>Die Entscheidung wird erfasst.</translation>
    </message>
    <message>
        <source>Use or cancel the account and the amount that you typed.</source>
        <translation>Übernehmen oder verwerfen Sie Konto und Betrag, die Sie eingegeben haben.</translation>
    </message>
    <message>
        <source>Wait for the program&apos;s verdict.</source>
        <translation>Warten Sie auf das Ergebnis des Programms.</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Vergleich läuft…</translation>
    </message>
    <message>
        <source>Open a cheque to compare with the specimens.</source>
        <translation>Öffnen Sie einen Scheck zum Vergleich mit den Proben.</translation>
    </message>
    <message>
        <source>Add specimens of the person who should have signed.</source>
        <translation>Fügen Sie Proben der Person hinzu, die unterschrieben haben soll.</translation>
    </message>
</context>
<context>
    <name>ChangeView</name>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Mandate in force now: {mandate}</source>
        <translation>Unterschriftenregelung, die jetzt gilt: {mandate}</translation>
    </message>
    <message>
        <source>The new specimen is unlike the signatory&apos;s others. A cheque signed like it would not be accepted by them.</source>
        <translation>Die neue Unterschriftsprobe weicht von den anderen dieser Person ab. Ein so unterschriebener Scheck würde im Vergleich mit ihnen nicht angenommen.</translation>
    </message>
    <message>
        <source>New specimen</source>
        <translation>Neue Unterschriftsprobe</translation>
    </message>
    <message>
        <source>Specimen that ends</source>
        <translation>Unterschriftsprobe, die endet</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>There is no image.</source>
        <translation>Es gibt kein Bild.</translation>
    </message>
    <message>
        <source>The signatory&apos;s other specimens</source>
        <translation>Die anderen Unterschriftsproben dieser Person</translation>
    </message>
    <message>
        <source>Specimens of the account&apos;s signatories</source>
        <translation>Unterschriftsproben der Verfügungsberechtigten des Kontos</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Signatory</source>
        <translation>Verfügungsberechtigter</translation>
    </message>
    <message>
        <source>End of a signatory&apos;s right</source>
        <translation>Ende einer Verfügungsberechtigung</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Unterschriftenregelung</translation>
    </message>
    <message>
        <source>End of a specimen</source>
        <translation>Ende einer Unterschriftsprobe</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Policy of the site</source>
        <translation>Vorgaben der Bank</translation>
    </message>
    <message>
        <source>Master key</source>
        <translation>Hauptschlüssel</translation>
    </message>
    <message>
        <source>The account is added if it is not there yet.</source>
        <translation>Das Konto wird angelegt, falls es noch nicht besteht.</translation>
    </message>
    <message>
        <source>Holder: {holder}</source>
        <translation>Inhaber: {holder}</translation>
    </message>
    <message>
        <source>{name} may sign again from {first_day}.</source>
        <translation>{name} darf ab {first_day} wieder unterschreiben.</translation>
    </message>
    <message>
        <source>{name} may sign from {first_day}.</source>
        <translation>{name} darf ab {first_day} unterschreiben.</translation>
    </message>
    <message>
        <source>{name} may sign until {last_day}.</source>
        <translation>{name} darf bis {last_day} unterschreiben.</translation>
    </message>
    <message>
        <source>{name} gets a specimen, valid from {first_day}.</source>
        <translation>{name} erhält eine Unterschriftsprobe, gültig ab {first_day}.</translation>
    </message>
    <message>
        <source>{name} gets a specimen instead of number {replaces}, valid from {first_day}.</source>
        <translation>{name} erhält eine Unterschriftsprobe anstelle von Nummer {replaces}, gültig ab {first_day}.</translation>
    </message>
    <message>
        <source>Specimen {number} is valid until {last_day}.</source>
        <translation>Unterschriftsprobe {number} gilt bis {last_day}.</translation>
    </message>
    <message>
        <source>New mandate from {first_day}: {mandate}</source>
        <translation>Neue Unterschriftenregelung ab {first_day}: {mandate}</translation>
    </message>
    <message>
        <source>Last day: {last_day}</source>
        <translation>Letzter Tag: {last_day}</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Reading images</source>
        <translation>Bilder werden gelesen</translation>
    </message>
    <message>
        <source>Check the data</source>
        <translation>Daten prüfen</translation>
    </message>
    <message>
        <source>Each image is read as in a verification. You can stop at any time.</source>
        <translation>Jedes Bild wird wie bei einer Prüfung gelesen. Sie können jederzeit anhalten.</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Why it is not used</source>
        <translation>Warum es nicht verwendet wird</translation>
    </message>
    <message>
        <source>Images that are not used</source>
        <translation>Bilder, die nicht verwendet werden</translation>
    </message>
    <message>
        <source>{signers} signers with {genuine} genuine signatures and {forged} skilled forgeries can be used. Left out: duplicates {duplicates}, digitised twice {copies}, unusable {unusable}.</source>
        <translation>{signers} Personen mit {genuine} echten Unterschriften und {forged} geübten Fälschungen sind verwendbar. Ausgelassen: doppelt {duplicates}, zweimal digitalisiert {copies}, unbrauchbar {unusable}.</translation>
    </message>
    <message>
        <source>The next run will read all images again: {why}</source>
        <translation>Der nächste Lauf liest alle Bilder neu: {why}</translation>
    </message>
</context>
<context>
    <name>ChequePanel</name>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>This page is not examined.</source>
        <translation>Diese Seite wird nicht geprüft.</translation>
    </message>
    <message>
        <source>whole image</source>
        <translation>ganzes Bild</translation>
    </message>
    <message>
        <source>signature {place} of {count}</source>
        <translation>Unterschrift {place} von {count}</translation>
    </message>
    <message>
        <source>candidate {place} of {count}, {sure} % sure</source>
        <translation>Vorschlag {place} von {count}, {sure} % sicher</translation>
    </message>
    <message>
        <source>box set by hand</source>
        <translation>Rahmen von Hand</translation>
    </message>
    <message>
        <source>Drop a cheque here, paste one, or open one.</source>
        <translation>Einen Scheck hierher ziehen, einfügen oder öffnen.</translation>
    </message>
    <message>
        <source>Open cheques…</source>
        <translation>Schecks öffnen…</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>Einzelheiten…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>ChequeStrip</name>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Click to see the whole cheque (key F)</source>
        <translation>Klicken zeigt den ganzen Scheck (Taste F)</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Examine this page</source>
        <translation>Diese Seite prüfen</translation>
    </message>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>Seite {page} von {pages}</translation>
    </message>
</context>
<context>
    <name>ChequeView</name>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Arrow keys move the box; with Shift they change its size; with Ctrl they move it by single pixels. Plus and minus zoom.</source>
        <translation>Pfeiltasten bewegen den Rahmen, mit Umschalt ändern sie seine Größe, mit Strg in einzelnen Pixeln. Plus und Minus vergrößern und verkleinern.</translation>
    </message>
</context>
<context>
    <name>ClerkForm</name>
    <message>
        <source>Your decision</source>
        <translation>Ihre Entscheidung</translation>
    </message>
    <message>
        <source>Key {key}</source>
        <translation>Taste {key}</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Erfassen</translation>
    </message>
    <message>
        <source>Reopen…</source>
        <translation>Wieder öffnen…</translation>
    </message>
    <message>
        <source>Pending approval by a second person: {why}.</source>
        <translation>Freigabe durch eine zweite Person steht aus: {why}.</translation>
    </message>
    <message>
        <source>Approved by {person}</source>
        <translation>Freigegeben von {person}</translation>
    </message>
    <message>
        <source>A return requires a reason.</source>
        <translation>Eine Rückgabe erfordert einen Grund.</translation>
    </message>
    <message>
        <source>Reason required to override the program.</source>
        <translation>Abweichung vom Programm: Grund erforderlich.</translation>
    </message>
    <message>
        <source>Reason…</source>
        <translation>Grund…</translation>
    </message>
    <message>
        <source>There is no cheque to decide on.</source>
        <translation>Es liegt kein Scheck zur Entscheidung vor.</translation>
    </message>
    <message>
        <source>Choose pay, return or refer.</source>
        <translation>Wählen Sie Zahlen, Rückgabe oder Vorlegen.</translation>
    </message>
</context>
<context>
    <name>ComparisonPanel</name>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Both as photographed</source>
        <translation>Beide wie aufgenommen</translation>
    </message>
    <message>
        <source>Ink</source>
        <translation>Tinte</translation>
    </message>
    <message>
        <source>The ink that the program compares, over both</source>
        <translation>Die Tinte, die das Programm vergleicht, über beiden</translation>
    </message>
    <message>
        <source>Each ink laid over the other signature</source>
        <translation>Jede Tinte über der anderen Unterschrift</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Vergrößerung</translation>
    </message>
    <message>
        <source>Whole signatures, or one to one</source>
        <translation>Ganze Unterschriften oder eins zu eins</translation>
    </message>
    <message>
        <source>Stacked or side by side</source>
        <translation>Über- oder nebeneinander</translation>
    </message>
    <message>
        <source>More contrast (key N)</source>
        <translation>Mehr Kontrast (Taste N)</translation>
    </message>
    <message>
        <source>Negative (key I)</source>
        <translation>Negativ (Taste I)</translation>
    </message>
    <message>
        <source>Measure: drag a line (key M)</source>
        <translation>Messen: eine Linie ziehen (Taste M)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Stacked</source>
        <translation>Übereinander</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Drag a line over a stroke.</source>
        <translation>Ziehen Sie eine Linie über einen Strich.</translation>
    </message>
    <message>
        <source>Length {share} % of the signature&apos;s width, slope {degrees}°</source>
        <translation>Länge {share} % der Breite der Unterschrift, Neigung {degrees}°</translation>
    </message>
    <message>
        <source>Lines on the other: cheque {cheque} %, specimen {specimen} %. Turned by {degrees}°, size {scale} %.</source>
        <translation>Deckung der Linien: Scheck {cheque} %, Probe {specimen} %. Gedreht um {degrees}°, Größe {scale} %.</translation>
    </message>
    <message>
        <source>cheque {cheque} %, specimen {specimen} %</source>
        <translation>Scheck {cheque} %, Probe {specimen} %</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Übereinander</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Im Wechsel</translation>
    </message>
    <message>
        <source>Both alternately at the same place</source>
        <translation>Beide abwechselnd an derselben Stelle</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Which parts of one signature the network finds on the other</source>
        <translation>Wo das Netz die Teile der einen auf der anderen wiederfindet</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>Noch nichts zu vergleichen</translation>
    </message>
    <message>
        <source>No ink</source>
        <translation>Keine Tinte</translation>
    </message>
    <message>
        <source>Specimen</source>
        <translation>Probe</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>The signature is only {pixels} pixels long. Scan it again at 200 dpi or more.</source>
        <translation>Die Unterschrift ist nur {pixels} Pixel lang. Mit 200 dpi oder mehr neu scannen.</translation>
    </message>
    <message>
        <source>There is too little ink for a signature. Check that the right area was cut out.</source>
        <translation>Zu wenig Tinte für eine Unterschrift. Prüfen, ob die richtige Stelle ausgeschnitten ist.</translation>
    </message>
    <message>
        <source>This is a filled area, not a signature. Check that the right area was cut out.</source>
        <translation>Das ist eine gefüllte Fläche, keine Unterschrift. Prüfen, ob die richtige Stelle ausgeschnitten ist.</translation>
    </message>
    <message>
        <source>This is a single line, not a signature. Check that the right area was cut out.</source>
        <translation>Das ist eine einzelne Linie, keine Unterschrift. Prüfen, ob die richtige Stelle ausgeschnitten ist.</translation>
    </message>
    <message>
        <source>These are ruled lines or bars, not a signature. Cut out the signature alone.</source>
        <translation>Das sind gedruckte Linien oder Balken, keine Unterschrift. Nur die Unterschrift ausschneiden.</translation>
    </message>
    <message>
        <source>This looks like a page of text. Cut out the signature alone.</source>
        <translation>Das sieht nach einer Textseite aus. Nur die Unterschrift ausschneiden.</translation>
    </message>
    <message>
        <source>The ink hardly stands out from the paper. Scan it again with more contrast.</source>
        <translation>Die Tinte hebt sich kaum vom Papier ab. Mit mehr Kontrast neu scannen.</translation>
    </message>
    <message>
        <source>Only page 1 of {pages} was examined. Look at the other pages too.</source>
        <translation>Nur Seite 1 von {pages} wurde geprüft. Sehen Sie sich auch die anderen Seiten an.</translation>
    </message>
    <message>
        <source>No signature was found on the cheque. If it is signed, give the signature&apos;s box.</source>
        <translation>Auf dem Scheck wurde keine Unterschrift gefunden. Falls er unterschrieben ist, den Rahmen der Unterschrift angeben.</translation>
    </message>
    <message>
        <source>Check the box: {doubt}.</source>
        <translation>Rahmen prüfen: {doubt}.</translation>
    </message>
    <message>
        <source>several places look like signatures</source>
        <translation>mehrere Stellen sehen wie Unterschriften aus</translation>
    </message>
    <message>
        <source>Check the ink: {doubt}.</source>
        <translation>Tinte prüfen: {doubt}.</translation>
    </message>
    <message>
        <source>print runs into the signature, or the scan is too poor to tell the two apart; compare the signatures yourself</source>
        <translation>Aufdruck überlagert die Unterschrift, oder das Bild ist zu schlecht, um beides zu trennen; vergleichen Sie die Unterschriften mit bloßem Auge</translation>
    </message>
    <message>
        <source>as alike as signatures of one writer</source>
        <translation>so ähnlich wie Unterschriften einer Person</translation>
    </message>
    <message>
        <source>a person should look at it</source>
        <translation>bitte selbst prüfen</translation>
    </message>
    <message>
        <source>suspected forgery</source>
        <translation>Verdacht auf Fälschung</translation>
    </message>
    <message>
        <source>the images can&apos;t be compared</source>
        <translation>die Bilder erlauben keinen Vergleich</translation>
    </message>
    <message>
        <source>weak evidence for a genuine signature</source>
        <translation>schwache Indizien für eine echte Unterschrift</translation>
    </message>
    <message>
        <source>moderate evidence for a genuine signature</source>
        <translation>mäßige Indizien für eine echte Unterschrift</translation>
    </message>
    <message>
        <source>moderately strong evidence for a genuine signature</source>
        <translation>recht starke Indizien für eine echte Unterschrift</translation>
    </message>
    <message>
        <source>strong evidence for a genuine signature</source>
        <translation>starke Indizien für eine echte Unterschrift</translation>
    </message>
    <message>
        <source>weak evidence for an imitation</source>
        <translation>schwache Indizien für eine Nachahmung</translation>
    </message>
    <message>
        <source>moderate evidence for an imitation</source>
        <translation>mäßige Indizien für eine Nachahmung</translation>
    </message>
    <message>
        <source>moderately strong evidence for an imitation</source>
        <translation>recht starke Indizien für eine Nachahmung</translation>
    </message>
    <message>
        <source>strong evidence for an imitation</source>
        <translation>starke Indizien für eine Nachahmung</translation>
    </message>
    <message>
        <source>the left, middle and right parts agree</source>
        <translation>der linke, der mittlere und der rechte Teil stimmen überein</translation>
    </message>
    <message>
        <source>the middle and right parts agree; the left part differs</source>
        <translation>der mittlere und der rechte Teil stimmen überein; der linke Teil weicht ab</translation>
    </message>
    <message>
        <source>the left and right parts agree; the middle part differs</source>
        <translation>der linke und der rechte Teil stimmen überein; der mittlere Teil weicht ab</translation>
    </message>
    <message>
        <source>the left and middle parts agree; the right part differs</source>
        <translation>der linke und der mittlere Teil stimmen überein; der rechte Teil weicht ab</translation>
    </message>
    <message>
        <source>the left part agrees; the middle and right parts differ</source>
        <translation>der linke Teil stimmt überein; der mittlere und der rechte Teil weichen ab</translation>
    </message>
    <message>
        <source>the middle part agrees; the left and right parts differ</source>
        <translation>der mittlere Teil stimmt überein; der linke und der rechte Teil weichen ab</translation>
    </message>
    <message>
        <source>the right part agrees; the left and middle parts differ</source>
        <translation>der rechte Teil stimmt überein; der linke und der mittlere Teil weichen ab</translation>
    </message>
    <message>
        <source>the left, middle and right parts differ</source>
        <translation>der linke, der mittlere und der rechte Teil weichen ab</translation>
    </message>
    <message>
        <source>copy of a specimen</source>
        <translation>Kopie einer Unterschriftsprobe</translation>
    </message>
    <message>
        <source>the image is the same as that of item {item} (number {number} of the batch)</source>
        <translation>das Bild ist dasselbe wie bei Position {item} (Nummer {number} des Stapels)</translation>
    </message>
    <message>
        <source>the signature is sideways; turn the image</source>
        <translation>die Unterschrift liegt auf der Seite; drehen Sie das Bild</translation>
    </message>
    <message>
        <source>the sources disagree about the account: {first}, {second}</source>
        <translation>die Angaben zum Konto widersprechen sich: {first}, {second}</translation>
    </message>
    <message>
        <source>the sources disagree about the cheque number: {first}, {second}</source>
        <translation>die Angaben zur Schecknummer widersprechen sich: {first}, {second}</translation>
    </message>
    <message>
        <source>the sources disagree about the amount: {first}, {second}</source>
        <translation>die Angaben zum Betrag widersprechen sich: {first}, {second}</translation>
    </message>
    <message>
        <source>{value} on the MICR line</source>
        <translation>{value} in der Codierzeile</translation>
    </message>
    <message>
        <source>{value} in the index file</source>
        <translation>{value} in der Indexdatei</translation>
    </message>
    <message>
        <source>{value} in the image&apos;s name</source>
        <translation>{value} im Namen des Bildes</translation>
    </message>
    <message>
        <source>check the box</source>
        <translation>Rahmen prüfen</translation>
    </message>
    <message>
        <source>check the ink</source>
        <translation>Tinte prüfen</translation>
    </message>
    <message>
        <source>less alike than genuine signatures usually are</source>
        <translation>weniger ähnlich, als echte Unterschriften meist sind</translation>
    </message>
    <message>
        <source>neither clearly alike nor clearly different</source>
        <translation>weder deutlich ähnlich noch deutlich verschieden</translation>
    </message>
    <message>
        <source>only a part agrees</source>
        <translation>nur ein Teil stimmt überein</translation>
    </message>
    <message>
        <source>much of it is not on specimen {specimen}</source>
        <translation>vieles davon fehlt auf der Probe {specimen}</translation>
    </message>
    <message>
        <source>no specimen can be used</source>
        <translation>keine Probe ist verwendbar</translation>
    </message>
    <message>
        <source>questioned signature {image} can&apos;t be used: {finding}</source>
        <translation>die zu prüfende Unterschrift {image} ist nicht verwendbar: {finding}</translation>
    </message>
    <message>
        <source>specimen {specimen} can&apos;t be used: {finding}</source>
        <translation>die Probe {specimen} ist nicht verwendbar: {finding}</translation>
    </message>
    <message>
        <source>specimen {specimen} was given twice and counts once</source>
        <translation>die Probe {specimen} wurde zweimal angegeben und zählt einmal</translation>
    </message>
    <message>
        <source>specimen {specimen} is a copy of specimen {other}</source>
        <translation>die Probe {specimen} ist eine Kopie der Probe {other}</translation>
    </message>
    <message>
        <source>part by part, its lines follow the specimens: it may be a copy that was bent, or joined from parts</source>
        <translation>Teil für Teil folgen ihre Linien den Proben: Sie kann eine verbogene oder aus Teilen zusammengesetzte Kopie sein</translation>
    </message>
    <message>
        <source>its line is of much more even width than those of the specimens, as a traced or plotted line is</source>
        <translation>ihre Linie ist viel gleichmäßiger breit als die der Proben, wie eine durchgepauste oder mit dem Plotter gezeichnete</translation>
    </message>
    <message>
        <source>its line follows one specimen along its whole length, as a bent copy or a tracing does</source>
        <translation>ihre Linie folgt einer Probe in ihrer ganzen Länge, wie es eine gebogene Kopie oder eine durchgepauste Linie tut</translation>
    </message>
    <message>
        <source>the same signature was presented before</source>
        <translation>dieselbe Unterschrift wurde schon einmal vorgelegt</translation>
    </message>
    <message>
        <source>its ink is that of {item}, verified on {day}: it is the same cheque again, or a copy of the signature</source>
        <translation>ihre Tinte ist die von {item}, geprüft am {day}: Es ist derselbe Scheck noch einmal oder eine Kopie der Unterschrift</translation>
    </message>
    <message>
        <source>its ink is that of {item} of account {account}, verified on {day}</source>
        <translation>ihre Tinte ist die von {item} des Kontos {account}, geprüft am {day}</translation>
    </message>
    <message>
        <source>enough entitled signatories have signed</source>
        <translation>genügend Verfügungsberechtigte haben unterschrieben</translation>
    </message>
    <message>
        <source>a signature matches none of the account&apos;s signatories</source>
        <translation>eine Unterschrift passt zu keinem der Verfügungsberechtigten</translation>
    </message>
    <message>
        <source>a signature matches none of the account&apos;s signatories; it is most like that of {person}</source>
        <translation>eine Unterschrift passt zu keinem der Verfügungsberechtigten; am ähnlichsten ist sie der von {person}</translation>
    </message>
    <message>
        <source>it is not clear who signed</source>
        <translation>es ist unklar, wer unterschrieben hat</translation>
    </message>
    <message>
        <source>the mandate is met only if a person confirms a signature</source>
        <translation>die Unterschriftenregelung ist nur erfüllt, wenn jemand eine Unterschrift bestätigt</translation>
    </message>
    <message>
        <source>the mandate is met, but a further signature matches none of the signatories</source>
        <translation>die Unterschriftenregelung ist erfüllt, aber eine weitere Unterschrift passt zu keinem der Verfügungsberechtigten</translation>
    </message>
    <message>
        <source>no signature can be compared with a specimen</source>
        <translation>keine Unterschrift kann mit einer Probe verglichen werden</translation>
    </message>
    <message>
        <source>{person} signed more than once and counts once</source>
        <translation>{person} hat mehrmals unterschrieben und zählt einmal</translation>
    </message>
    <message>
        <source>{person} has no specimen that can be used on {day}</source>
        <translation>{person} hat keine am {day} verwendbare Probe</translation>
    </message>
    <message>
        <source>signature of {person}: {reason}</source>
        <translation>Unterschrift von {person}: {reason}</translation>
    </message>
    <message>
        <source>signature {number}: {reason}</source>
        <translation>Unterschrift {number}: {reason}</translation>
    </message>
    <message>
        <source>the account has no mandate that is in force on {day}</source>
        <translation>für das Konto gilt am {day} keine Unterschriftenregelung</translation>
    </message>
    <message>
        <source>the amount is not known, so the mandate can&apos;t be checked</source>
        <translation>der Betrag ist nicht bekannt, daher lässt sich die Unterschriftenregelung nicht prüfen</translation>
    </message>
    <message>
        <source>no rule of the mandate covers {amount} on {day}</source>
        <translation>keine Regel der Unterschriftenregelung gilt für {amount} am {day}</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is met: {people} signed</source>
        <translation>die Regel &quot;{rule}&quot; ist erfüllt; Unterschriften von {people}</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is met only if {people} did sign</source>
        <translation>die Regel &quot;{rule}&quot; ist nur erfüllt, wenn die Unterschriften von {people} bestätigt werden</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is not met: {people} signed</source>
        <translation>die Regel &quot;{rule}&quot; ist nicht erfüllt; Unterschriften von {people}</translation>
    </message>
    <message>
        <source>the program suspects a forgery</source>
        <translation>das Programm vermutet eine Fälschung</translation>
    </message>
    <message>
        <source>the amount is not known</source>
        <translation>der Betrag ist nicht bekannt</translation>
    </message>
    <message>
        <source>the amount is {amount} or more</source>
        <translation>der Betrag ist {amount} oder mehr</translation>
    </message>
    <message>
        <source>The reason for declining is missing.</source>
        <translation>Es fehlt der Grund für die Ablehnung.</translation>
    </message>
    <message>
        <source>Decision {number} is your own, and nobody can confirm their own.</source>
        <translation>Entscheidung {number} ist Ihre eigene; die eigene Entscheidung kann niemand freigeben.</translation>
    </message>
    <message>
        <source>{person} has asked for it, and may no longer {permission}.</source>
        <translation>{person} hat das beantragt und darf das nicht mehr: {permission}.</translation>
    </message>
    <message>
        <source>use another model or calibration than the site&apos;s</source>
        <translation>ein anderes Modell oder eine andere Kalibrierung als die der Bank verwenden</translation>
    </message>
    <message>
        <source>At this site nobody may make such a change alone.</source>
        <translation>In dieser Bank darf niemand eine solche Änderung allein vornehmen.</translation>
    </message>
    <message>
        <source>Propose the change, and ask a colleague to confirm it.</source>
        <translation>Schlagen Sie die Änderung vor, und bitten Sie jemanden, sie freizugeben.</translation>
    </message>
    <message>
        <source>The change is recorded as number {number} and waits.</source>
        <translation>Die Änderung ist als Nummer {number} verzeichnet und wartet.</translation>
    </message>
    <message>
        <source>It takes effect when a colleague has confirmed it: sigverify approvals.</source>
        <translation>Sie gilt, sobald jemand anders sie freigegeben hat: sigverify approvals.</translation>
    </message>
    <message>
        <source>There is no account {account} in the register.</source>
        <translation>Das Konto {account} steht nicht im Register.</translation>
    </message>
    <message>
        <source>The account number is missing.</source>
        <translation>Die Kontonummer fehlt.</translation>
    </message>
    <message>
        <source>The name is missing.</source>
        <translation>Der Name fehlt.</translation>
    </message>
    <message>
        <source>The pasted image is gone. Without records it is kept only while the program is open.</source>
        <translation>Das eingefügte Bild ist nicht mehr da. Ohne Aufzeichnungen bleibt es nur erhalten, solange das Programm geöffnet ist.</translation>
    </message>
    <message>
        <source>This image was pasted before the master key of the records was changed, and is no longer kept.</source>
        <translation>Dieses Bild wurde eingefügt, bevor der Hauptschlüssel der Aufzeichnungen gewechselt wurde, und wird nicht mehr aufbewahrt.</translation>
    </message>
    <message>
        <source>Paste it again.</source>
        <translation>Fügen Sie es noch einmal ein.</translation>
    </message>
    <message>
        <source>{model}, as shipped</source>
        <translation>{model}, mitgeliefert</translation>
    </message>
    <message>
        <source>{model}, small amounts</source>
        <translation>{model}, kleine Beträge</translation>
    </message>
    <message>
        <source>how many skilled forgeries would pass is unknown</source>
        <translation>wie viele geübte Fälschungen durchkämen, ist unbekannt</translation>
    </message>
    <message>
        <source>No skilled forgeries: how many would be accepted is unknown.</source>
        <translation>Keine geübten Fälschungen: Wie viele angenommen würden, ist unbekannt.</translation>
    </message>
    <message>
        <source>Fewer than {number} writers: the intervals are rough.</source>
        <translation>Weniger als {number} Personen: Die Intervalle sind grob.</translation>
    </message>
    <message>
        <source>Fewer than {number} errors seen: the error rates are rough (rule of 30).</source>
        <translation>Weniger als {number} Fehler gesehen: Die Fehlerraten sind grob (30er-Regel).</translation>
    </message>
    <message>
        <source>The data can&apos;t prove the limit that was asked for: the comparisons seen keep it, but others may well exceed it.</source>
        <translation>Die Daten können die verlangte Grenze nicht nachweisen: Bei den gesehenen Vergleichen wurde sie eingehalten, sie kann aber durchaus überschritten werden.</translation>
    </message>
    <message>
        <source>On held-out signers, {rate} of the skilled forgeries were accepted, more than the limit of {limit}.</source>
        <translation>Bei den zurückgehaltenen Personen wurden {rate} der geübten Fälschungen angenommen, mehr als die Grenze von {limit}.</translation>
    </message>
    <message>
        <source>On held-out signers, {rate} of the genuine signatures were not accepted, more than the limit of {limit}.</source>
        <translation>Bei den zurückgehaltenen Personen wurden {rate} der echten Unterschriften nicht angenommen, mehr als die Grenze von {limit}.</translation>
    </message>
    <message>
        <source>On held-out signers, {rate} of the genuine signatures were flagged, more than the limit of {limit}.</source>
        <translation>Bei den zurückgehaltenen Personen wurden {rate} der echten Unterschriften als verdächtig gemeldet, mehr als die Grenze von {limit}.</translation>
    </message>
    <message>
        <source>This calibration has one set of thresholds for any number of specimens, chosen with {number}.</source>
        <translation>Diese Kalibrierung kennt nur eine Anzahl von Proben: Ihre Schwellen wurden mit {number} gewählt und gelten für jede Anzahl.</translation>
    </message>
    <message>
        <source>These forged comparisons can&apos;t show a rate of at most {rate}, whatever the threshold.</source>
        <translation>Diese Vergleiche mit Fälschungen können bei keiner Schwelle eine Rate von höchstens {rate} nachweisen.</translation>
    </message>
    <message>
        <source>These genuine comparisons can&apos;t show a rate of at most {rate}, whatever the threshold.</source>
        <translation>Diese Vergleiche echter Unterschriften können bei keiner Schwelle eine Rate von höchstens {rate} nachweisen.</translation>
    </message>
    <message>
        <source>Thresholds are chosen on forged comparisons of {number} signers; to prove a limit takes {needed}.</source>
        <translation>Für die Wahl gibt es Vergleiche mit Fälschungen von {number} Personen; der Nachweis einer Grenze erfordert {needed}.</translation>
    </message>
    <message>
        <source>Thresholds are chosen on genuine comparisons of {number} signers; to prove a limit takes {needed}.</source>
        <translation>Für die Wahl gibt es Vergleiche echter Unterschriften von {number} Personen; der Nachweis einer Grenze erfordert {needed}.</translation>
    </message>
    <message>
        <source>A limit on accepted skilled forgeries needs skilled forgeries.</source>
        <translation>Eine Grenze für angenommene geübte Fälschungen braucht geübte Fälschungen.</translation>
    </message>
    <message>
        <source>This policy weighs forgeries, and there are none.</source>
        <translation>Diese Regel gewichtet Fälschungen, aber es gibt keine.</translation>
    </message>
    <message>
        <source>To accept at most {limit} of the skilled forgeries, {rate} of the genuine signatures would not be accepted: nobody could work with that.</source>
        <translation>Um höchstens {limit} der geübten Fälschungen anzunehmen, würden {rate} der echten Unterschriften nicht angenommen: Damit ließe sich nicht arbeiten.</translation>
    </message>
    <message>
        <source>Scan it again, or save it as PNG, JPEG or TIFF.</source>
        <translation>Neu scannen oder als PNG, JPEG oder TIFF speichern.</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Den Pfad prüfen.</translation>
    </message>
    <message>
        <source>Look it up in the register (Ctrl+R), or with &apos;sigverify register list&apos;.</source>
        <translation>Im Register nachsehen (Strg+R) oder mit „sigverify register list“.</translation>
    </message>
    <message>
        <source>Write it as 50000, 50,000 or 50,000.50, without a currency.</source>
        <translation>Schreiben Sie ihn als 50000, 50,000 oder 50,000.50, ohne Währung.</translation>
    </message>
    <message>
        <source>Say why in the note.</source>
        <translation>Schreiben Sie ihn in die Notiz.</translation>
    </message>
    <message>
        <source>Ask a colleague who may confirm decisions.</source>
        <translation>Fragen Sie jemanden, der Entscheidungen freigeben darf.</translation>
    </message>
    <message>
        <source>Decline it; somebody with the right role asks for it again.</source>
        <translation>Lehnen Sie ab; jemand mit der richtigen Rolle beantragt es neu.</translation>
    </message>
    <message>
        <source>Scan the signature again, or give its box.</source>
        <translation>Die Unterschrift noch einmal scannen oder ihren Rahmen angeben.</translation>
    </message>
    <message>
        <source>Find out whose signature it is; two people can&apos;t share one.</source>
        <translation>Klären Sie, wessen Unterschrift es ist; zwei Personen können nicht dieselbe haben.</translation>
    </message>
    <message>
        <source>Give a new one, or let the old one expire.</source>
        <translation>Eine neue angeben oder die alte ablaufen lassen.</translation>
    </message>
    <message>
        <source>Give one.</source>
        <translation>Geben Sie sie an.</translation>
    </message>
    <message>
        <source>Fill in both.</source>
        <translation>Füllen Sie beides aus.</translation>
    </message>
    <message>
        <source>Add writers and comparisons, or allow a higher rate.</source>
        <translation>Fügen Sie Personen und Vergleiche hinzu oder lassen Sie eine höhere Rate zu.</translation>
    </message>
    <message>
        <source>The strictest limit that works with these signatures is {limit}; more signers, or more specimens of each, allow a stricter one.</source>
        <translation>Die strengste Grenze, die mit diesen Unterschriften geht, ist {limit}; mehr Personen oder mehr Proben je Person erlauben eine strengere.</translation>
    </message>
    <message>
        <source>Add signers (a third of them is held out), or allow the unproven limit, with a warning.</source>
        <translation>Fügen Sie Personen hinzu (ein Drittel wird zurückgehalten) oder lassen Sie die Grenze ohne Nachweis zu, mit Warnung.</translation>
    </message>
    <message>
        <source>Add some, or choose a policy on genuine signatures alone.</source>
        <translation>Welche hinzufügen oder eine Regel allein für echte Unterschriften wählen.</translation>
    </message>
    <message>
        <source>Add skilled forgeries, or compare with other writers&apos; signatures.</source>
        <translation>Geübte Fälschungen hinzufügen oder mit Unterschriften anderer vergleichen.</translation>
    </message>
    <message>
        <source>Use the calibration that came with the model, or calibrate again.</source>
        <translation>Die mitgelieferte Kalibrierung nehmen oder neu kalibrieren.</translation>
    </message>
    <message>
        <source>This is a bug, and its details could not be kept in {file}. Please report it.</source>
        <translation>Das ist ein Programmfehler, und die Einzelheiten konnten nicht in {file} festgehalten werden. Bitte melden.</translation>
    </message>
    <message>
        <source>The image is mostly black. Scan it again with less contrast and the lid closed.</source>
        <translation>Das Bild ist überwiegend schwarz. Mit weniger Kontrast und geschlossenem Deckel neu scannen.</translation>
    </message>
    <message>
        <source>There is no ink in the image. Check that the right area was cut out.</source>
        <translation>Im Bild ist keine Tinte. Prüfen, ob die richtige Stelle ausgeschnitten ist.</translation>
    </message>
    <message>
        <source>The signature runs over the edge of the image. Cut out a larger area.</source>
        <translation>Die Unterschrift reicht über den Bildrand. Einen größeren Bereich ausschneiden.</translation>
    </message>
    <message>
        <source>it is not certain that this is the signature</source>
        <translation>es ist nicht sicher, dass das die Unterschrift ist</translation>
    </message>
    <message>
        <source>the signature may be cut off at the edge of the image</source>
        <translation>die Unterschrift ist vielleicht am Bildrand abgeschnitten</translation>
    </message>
    <message>
        <source>too alike to be a new signature: a copy of a specimen</source>
        <translation>zu ähnlich, um neu geschrieben zu sein: Kopie einer Probe</translation>
    </message>
    <message>
        <source>no evidence either way</source>
        <translation>kein Indiz in die eine oder die andere Richtung</translation>
    </message>
    <message>
        <source>it is the same image as specimen {specimen}</source>
        <translation>es ist dasselbe Bild wie die Probe {specimen}</translation>
    </message>
    <message>
        <source>its lines coincide with those of specimen {specimen} more closely than two signatures ever do</source>
        <translation>ihre Linien decken sich mit denen der Probe {specimen} genauer, als es bei zwei Unterschriften je vorkommt</translation>
    </message>
    <message>
        <source>the signature was sideways and has been turned</source>
        <translation>die Unterschrift lag auf der Seite und wurde gedreht</translation>
    </message>
    <message>
        <source>{image}: {finding}</source>
        <translation>{image}: {finding}</translation>
    </message>
    <message>
        <source>much of specimen {specimen} is missing from it</source>
        <translation>vieles von der Probe {specimen} fehlt auf ihr</translation>
    </message>
    <message>
        <source>{short} of {all} specimens do not agree with it</source>
        <translation>{short} von {all} Proben stimmen nicht mit ihr überein</translation>
    </message>
    <message>
        <source>specimen {specimen} is unlike the other specimens: it may be another person&apos;s</source>
        <translation>Probe {specimen} gleicht den anderen Proben nicht: sie kann von jemand anderem sein</translation>
    </message>
    <message>
        <source>the similarity is barely above the threshold</source>
        <translation>die Ähnlichkeit liegt knapp über der Schwelle</translation>
    </message>
    <message>
        <source>it is not clear who signed: the signature also matches the specimens of {people}</source>
        <translation>es ist unklar, wer unterschrieben hat: Die Proben von {people} passen ebenso gut</translation>
    </message>
    <message>
        <source>mandate not met</source>
        <translation>Unterschriftenregelung nicht erfüllt</translation>
    </message>
    <message>
        <source>mandate not met: {missing}</source>
        <translation>Unterschriftenregelung nicht erfüllt: {missing}</translation>
    </message>
    <message>
        <source>the signature of {people} is missing</source>
        <translation>die Unterschrift von {people} fehlt</translation>
    </message>
    <message>
        <source>one of these signatures is missing: {people}</source>
        <translation>eine dieser Unterschriften fehlt: {people}</translation>
    </message>
    <message>
        <source>signatures missing of group {group}: {number}</source>
        <translation>fehlende Unterschriften der Gruppe {group}: {number}</translation>
    </message>
    <message>
        <source>one more signature is missing</source>
        <translation>eine Unterschrift fehlt noch</translation>
    </message>
    <message>
        <source>{number} more signatures are missing</source>
        <translation>{number} weitere Unterschriften fehlen</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is not met: nobody signed</source>
        <translation>die Regel &quot;{rule}&quot; ist nicht erfüllt: Niemand hat unterschrieben</translation>
    </message>
    <message>
        <source>no one known: the signature is not accepted as the most likely signatory&apos;s</source>
        <translation>niemand erkannt: Die Unterschrift wird auch für den wahrscheinlichsten Verfügungsberechtigten nicht angenommen</translation>
    </message>
    <message>
        <source>no one known for sure: the specimens of {people} match about equally well</source>
        <translation>niemand sicher erkannt: Die Proben von {people} passen etwa gleich gut</translation>
    </message>
    <message>
        <source>{person} has the role of {role} and may not {permission}.</source>
        <translation>{person} hat die Rolle {role} und darf das nicht: {permission}.</translation>
    </message>
    <message>
        <source>clerk</source>
        <translation>Sachbearbeiter</translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation>Vorgesetzter</translation>
    </message>
    <message>
        <source>risk officer</source>
        <translation>Risikobeauftragter</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>Prüfer</translation>
    </message>
    <message>
        <source>verify signatures</source>
        <translation>Unterschriften prüfen</translation>
    </message>
    <message>
        <source>decide on cheques</source>
        <translation>über Schecks entscheiden</translation>
    </message>
    <message>
        <source>confirm the decisions of others</source>
        <translation>Entscheidungen anderer freigeben</translation>
    </message>
    <message>
        <source>change the register</source>
        <translation>das Register ändern</translation>
    </message>
    <message>
        <source>put a calibration in force</source>
        <translation>eine Kalibrierung in Kraft setzen</translation>
    </message>
    <message>
        <source>read the audit trail</source>
        <translation>das Prüfprotokoll lesen</translation>
    </message>
    <message>
        <source>export records</source>
        <translation>Aufzeichnungen exportieren</translation>
    </message>
    <message>
        <source>purge records</source>
        <translation>Aufzeichnungen löschen</translation>
    </message>
    <message>
        <source>resume records from a copy</source>
        <translation>Aufzeichnungen aus einer Kopie weiterführen</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not an amount.</source>
        <translation>„{text}“ ist kein Betrag.</translation>
    </message>
    <message>
        <source>The image can&apos;t be a specimen: {finding}</source>
        <translation>Das Bild kann keine Unterschriftsprobe sein: {finding}</translation>
    </message>
    <message>
        <source>The same image is a specimen of {person}, who signs for this account too.</source>
        <translation>Dasselbe Bild ist eine Unterschriftsprobe von {person}; diese Person unterschreibt auch für dieses Konto.</translation>
    </message>
    <message>
        <source>This image is already a specimen of {person}.</source>
        <translation>Genau dieses Bild ist schon eine Unterschriftsprobe von {person}.</translation>
    </message>
    <message>
        <source>The account holder is missing.</source>
        <translation>Der Kontoinhaber fehlt.</translation>
    </message>
    <message>
        <source>The customer number is missing.</source>
        <translation>Die Kundennummer fehlt.</translation>
    </message>
    <message>
        <source>{file}: {problem}</source>
        <translation>{file}: {problem}</translation>
    </message>
    <message>
        <source>this is not an image in PNG, JPEG, TIFF, BMP, WebP or PDF format.</source>
        <translation>Das ist kein Bild im Format PNG, JPEG, TIFF, BMP, WebP oder PDF.</translation>
    </message>
    <message>
        <source>no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>no such file or folder.</source>
        <translation>Diese Datei oder diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>there is no image in this folder.</source>
        <translation>In diesem Ordner ist kein Bild.</translation>
    </message>
    <message>
        <source>your settings can&apos;t be used ({fault}). The defaults apply.</source>
        <translation>Ihre Einstellungen sind nicht brauchbar ({fault}). Es gelten die Vorgaben.</translation>
    </message>
    <message>
        <source>the last work list can&apos;t be read ({fault}).</source>
        <translation>Die letzte Arbeitsliste ist nicht lesbar ({fault}).</translation>
    </message>
    <message>
        <source>the folder is empty</source>
        <translation>der Ordner ist leer</translation>
    </message>
    <message>
        <source>its names say both genuine and forged</source>
        <translation>die Namen sagen sowohl echt als auch gefälscht</translation>
    </message>
    <message>
        <source>it is not labelled genuine or forged</source>
        <translation>nichts sagt, ob sie echt oder gefälscht ist</translation>
    </message>
    <message>
        <source>its signer is not named</source>
        <translation>nichts sagt, wessen Unterschrift es ist</translation>
    </message>
    <message>
        <source>the same image is listed under two signers or two labels</source>
        <translation>dasselbe Bild steht unter zwei Personen oder zwei Kennzeichnungen</translation>
    </message>
    <message>
        <source>{number} images</source>
        <translation>{number} Bilder</translation>
    </message>
    <message>
        <source>{number} rows of the split train: the network may have been fitted on them</source>
        <translation>{number} Zeilen des Teils train: Das Netz kann auf ihnen trainiert worden sein</translation>
    </message>
    <message>
        <source>{genuine}; {skilled}.</source>
        <translation>{genuine}; {skilled}.</translation>
    </message>
    <message>
        <source>{genuine}; {skilled}; {others}.</source>
        <translation>{genuine}; {skilled}; {others}.</translation>
    </message>
    <message>
        <source>Cheques up to {amount}: {outcome}</source>
        <translation>Schecks bis {amount}: {outcome}</translation>
    </message>
    <message>
        <source>Larger cheques: {outcome}</source>
        <translation>Größere Schecks: {outcome}</translation>
    </message>
    <message>
        <source>of {base} genuine cheques about {referred} would be referred and {flagged} flagged (both together 95 % interval {low}-{high})</source>
        <translation>von {base} echten Schecks würden etwa {referred} vorgelegt und {flagged} als verdächtig gemeldet (beide zusammen: 95-%-Intervall {low}-{high})</translation>
    </message>
    <message>
        <source>of {base} skilled forgeries about {passing} would pass (95 % interval {low}-{high})</source>
        <translation>von {base} geübten Fälschungen kämen etwa {passing} durch (95-%-Intervall {low}-{high})</translation>
    </message>
    <message>
        <source>of {base} other people&apos;s signatures about {passing} would pass (95 % interval {low}-{high})</source>
        <translation>von {base} Unterschriften anderer kämen etwa {passing} durch (95-%-Intervall {low}-{high})</translation>
    </message>
    <message>
        <source>Made from a table of scores: only its author can say that this model made them.</source>
        <translation>Aus einer fertigen Tabelle von Werten: Nur wer sie erstellt hat, kann sagen, dass sie von diesem Modell stammen.</translation>
    </message>
    <message>
        <source>Skilled forgeries of fewer than {number} signers are too few; they were not used.</source>
        <translation>Geübte Fälschungen zu weniger als {number} Personen sind zu wenige; sie wurden nicht verwendet.</translation>
    </message>
    <message>
        <source>The results of {number} policies on the held-out signers were seen before one was chosen, so its figures are optimistic.</source>
        <translation>Vor der Wahl wurden die Ergebnisse von {number} Regeln an den zurückgehaltenen Personen angesehen: Die Zahlen sind eher zu günstig.</translation>
    </message>
    <message>
        <source>A calibration needs a name and a person responsible for it.</source>
        <translation>Eine Kalibrierung braucht einen Namen und jemanden, der für sie einsteht.</translation>
    </message>
    <message>
        <source>Ask somebody who has one of these roles: {roles}.</source>
        <translation>Fragen Sie jemanden mit einer dieser Rollen: {roles}.</translation>
    </message>
    <message>
        <source>Put each signer&apos;s images into SIGNER/genuine and SIGNER/forged, or list them in a table path,writer,label.</source>
        <translation>Legen Sie die Bilder jeder Person in PERSON/genuine und PERSON/forged ab oder führen Sie sie in einer Tabelle path,writer,label auf.</translation>
    </message>
    <message>
        <source>Add signers; thirty or more give useful intervals.</source>
        <translation>Fügen Sie Personen hinzu; dreißig und mehr ergeben brauchbare Intervalle.</translation>
    </message>
    <message>
        <source>This is a bug. Please report it with the entry {number} of {file}.</source>
        <translation>Das ist ein Programmfehler. Bitte mit dem Eintrag {number} von {file} melden.</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{others} and {last}</source>
        <translation>{others} und {last}</translation>
    </message>
    <message>
        <source>no. {number}</source>
        <translation>Nr. {number}</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Refer</source>
        <translation>Vorlegen</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>Verdacht</translation>
    </message>
    <message>
        <source>No decision</source>
        <translation>Keine Entscheidung</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Rückgabe</translation>
    </message>
    <message>
        <source>Agrees with the specimens</source>
        <translation>Stimmt mit den Proben überein</translation>
    </message>
    <message>
        <source>Customer confirmed</source>
        <translation>Kunde hat bestätigt</translation>
    </message>
    <message>
        <source>Differs from the specimens</source>
        <translation>Weicht von den Proben ab</translation>
    </message>
    <message>
        <source>Signature missing</source>
        <translation>Unterschrift fehlt</translation>
    </message>
    <message>
        <source>Second signature missing</source>
        <translation>Zweite Unterschrift fehlt</translation>
    </message>
    <message>
        <source>Copy of a specimen suspected</source>
        <translation>Verdacht auf Kopie einer Probe</translation>
    </message>
    <message>
        <source>Picture unusable, paper wanted</source>
        <translation>Bild unbrauchbar, Papier anfordern</translation>
    </message>
    <message>
        <source>Specimens out of date</source>
        <translation>Proben veraltet</translation>
    </message>
</context>
<context>
    <name>CurvePlots</name>
    <message>
        <source>genuine</source>
        <translation>echte</translation>
    </message>
    <message>
        <source>skilled forgeries</source>
        <translation>geübte Fälschungen</translation>
    </message>
    <message>
        <source>other people&apos;s signatures</source>
        <translation>Unterschriften anderer</translation>
    </message>
    <message>
        <source>similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>share, %</source>
        <translation>Anteil, %</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>error rate, %</source>
        <translation>Fehlerrate, %</translation>
    </message>
    <message>
        <source>forgeries accepted, %</source>
        <translation>angenommene Fälschungen, %</translation>
    </message>
    <message>
        <source>genuine not accepted, %</source>
        <translation>echte nicht angenommen, %</translation>
    </message>
    <message>
        <source>&amp;Error rates</source>
        <translation>&amp;Fehlerraten</translation>
    </message>
    <message>
        <source>&amp;Similarities</source>
        <translation>Ähnlich&amp;keiten</translation>
    </message>
    <message>
        <source>&amp;Trade-off</source>
        <translation>&amp;Abwägung</translation>
    </message>
    <message>
        <source>95 % band</source>
        <translation>95-%-Band</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Your signatures</source>
        <translation>Ihre Unterschriften</translation>
    </message>
    <message>
        <source>A folder with SIGNER/genuine and SIGNER/forged, or a table path,writer,label. Forty signers or more, with skilled forgeries, give reliable thresholds.</source>
        <translation>Ein Ordner mit PERSON/genuine und PERSON/forged oder eine Tabelle path,writer,label. Vierzig oder mehr Personen, mit geübten Fälschungen, ergeben verlässliche Schwellen.</translation>
    </message>
    <message>
        <source>Folder or table</source>
        <translation>Ordner oder Tabelle</translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation>&amp;Ordner…</translation>
    </message>
    <message>
        <source>&amp;Table…</source>
        <translation>&amp;Tabelle…</translation>
    </message>
    <message>
        <source>Reading the file names…</source>
        <translation>Dateinamen werden gelesen…</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>&amp;Daten</translation>
    </message>
    <message>
        <source>&amp;Specimens that you usually have for a signer</source>
        <translation>&amp;Proben, die Ihnen meist von einer Person vorliegen</translation>
    </message>
    <message>
        <source>Folder of signatures</source>
        <translation>Ordner mit Unterschriften</translation>
    </message>
    <message>
        <source>Table of signatures</source>
        <translation>Tabelle der Unterschriften</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
</context>
<context>
    <name>DecisionController</name>
    <message>
        <source>The case changed while the decision was being recorded.</source>
        <translation>Der Fall hat sich geändert, während die Entscheidung erfasst wurde.</translation>
    </message>
    <message>
        <source>Recorded. A second person has to confirm it: {why}.</source>
        <translation>Erfasst. Eine zweite Person muss die Entscheidung freigeben: {why}.</translation>
    </message>
    <message>
        <source>The records do not hold this decision on this image.</source>
        <translation>Die Aufzeichnungen enthalten diese Entscheidung über dieses Bild nicht.</translation>
    </message>
    <message>
        <source>{person} has declined the decision: {note}</source>
        <translation>{person} hat die Entscheidung abgelehnt: {note}</translation>
    </message>
</context>
<context>
    <name>DecisionPanel</name>
    <message>
        <source>The program says</source>
        <translation>Das Programm sagt</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>The similarities behind the verdict (key S)</source>
        <translation>Die Ähnlichkeiten hinter dem Ergebnis (Taste S)</translation>
    </message>
    <message>
        <source>Open a cheque to compare with the specimens.</source>
        <translation>Öffnen Sie einen Scheck zum Vergleich mit den Proben.</translation>
    </message>
    <message>
        <source>Add specimens of the person who should have signed.</source>
        <translation>Fügen Sie Proben der Person hinzu, die unterschrieben haben soll.</translation>
    </message>
    <message>
        <source>No case yet</source>
        <translation>Noch kein Fall</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>Unvollständig</translation>
    </message>
    <message>
        <source>Not examined</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <source>The cheque could not be examined.</source>
        <translation>Der Scheck konnte nicht geprüft werden.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Mandate not met: type the amount above the specimens.</source>
        <translation>Unterschriftenregelung nicht erfüllt: Geben Sie den Betrag über den Proben ein.</translation>
    </message>
    <message>
        <source>Model {model}, calibration {calibration}</source>
        <translation>Modell {model}, Kalibrierung {calibration}</translation>
    </message>
    <message>
        <source>Accepted from {accept}, flagged below {flag}.</source>
        <translation>Angenommen ab {accept}, verdächtig unter {flag}.</translation>
    </message>
    <message>
        <source>Specimen {name} can&apos;t be read and is not used.</source>
        <translation>Die Probe {name} ist nicht lesbar und zählt nicht.</translation>
    </message>
    <message>
        <source>Similarity, 0 to 1, of all specimens taken together</source>
        <translation>Ähnlichkeit, 0 bis 1, mit allen Proben zusammen</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>Einzelheiten…</translation>
    </message>
</context>
<context>
    <name>DialogButtons</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>DialogController</name>
    <message>
        <source>Clear list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Remove all cases from the list, including those with decisions?</source>
        <translation>Alle Fälle aus der Liste entfernen, auch die entschiedenen?</translation>
    </message>
    <message>
        <source>Remove the case</source>
        <translation>Fall entfernen</translation>
    </message>
    <message>
        <source>{case} is not decided yet. Remove it from the list?</source>
        <translation>{case} ist noch nicht entschieden. Aus der Liste entfernen?</translation>
    </message>
    <message>
        <source>This case</source>
        <translation>Dieser Fall</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Use these specimens</source>
        <translation>Diese Proben verwenden</translation>
    </message>
    <message numerus="yes">
        <source>Use these specimens for %n other case(s)? Their cheques must be signed by the same person.</source>
        <translation>
            <numerusform>Diese Proben für %n anderen Fall verwenden? Der Scheck muss von derselben Person unterschrieben sein.</numerusform>
            <numerusform>Diese Proben für %n andere Fälle verwenden? Die Schecks müssen von derselben Person unterschrieben sein.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Nothing is lost: the work list is saved, and you can go on working.</source>
        <translation>Nichts ist verloren: Die Arbeitsliste ist gesichert, und Sie können weiterarbeiten.</translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>What the clerk saw</source>
        <translation>Was der Sachbearbeiter sah</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Questioned signature</source>
        <translation>Zu prüfende Unterschrift</translation>
    </message>
    <message>
        <source>Specimens</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Specimen {number}</source>
        <translation>Probe {number}</translation>
    </message>
    <message>
        <source>No images are kept with this decision. Look at the paper before you approve.</source>
        <translation>Zu dieser Entscheidung sind keine Bilder gespeichert. Sehen Sie sich das Original an, bevor Sie freigeben.</translation>
    </message>
</context>
<context>
    <name>FileController</name>
    <message>
        <source>Images and PDF ({extensions})</source>
        <translation>Bilder und PDF ({extensions})</translation>
    </message>
    <message>
        <source>Open cheques</source>
        <translation>Schecks öffnen</translation>
    </message>
    <message>
        <source>Batch results ({extensions})</source>
        <translation>Stapelergebnisse ({extensions})</translation>
    </message>
    <message>
        <source>Open batch results</source>
        <translation>Stapelergebnisse öffnen</translation>
    </message>
    <message>
        <source>Add specimens</source>
        <translation>Unterschriftsproben hinzufügen</translation>
    </message>
    <message>
        <source>There is no image on the clipboard.</source>
        <translation>In der Zwischenablage ist kein Bild.</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Keys and first steps</source>
        <translation>Tasten und erste Schritte</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>1. Open one or several cheques, or drop them on the window.</source>
        <translation>1. Einen oder mehrere Schecks öffnen oder auf das Fenster ziehen.</translation>
    </message>
    <message>
        <source>2. Add the specimens on the left; five are much better than one.</source>
        <translation>2. Links die Unterschriftsproben hinzufügen; fünf sind viel besser als eine.</translation>
    </message>
    <message>
        <source>3. Check that the box is around the signature. Drag it or its corners, press T to draw another, or step through the candidates.</source>
        <translation>3. Prüfen, ob der Rahmen um die Unterschrift liegt. Ihn oder seine Ecken ziehen, mit T einen neuen zeichnen oder die Vorschläge durchgehen.</translation>
    </message>
    <message>
        <source>4. Compare: side by side, overlay, blink, agreement (key V).</source>
        <translation>4. Vergleichen: nebeneinander, übereinander, im Wechsel, Abgleich (Taste V).</translation>
    </message>
    <message>
        <source>5. Decide with 1, 2 or 3, give a reason, record with W.</source>
        <translation>5. Mit 1, 2 oder 3 entscheiden, einen Grund angeben, mit W erfassen.</translation>
    </message>
    <message>
        <source>What the program says</source>
        <translation>Was das Programm sagt</translation>
    </message>
    <message>
        <source>Accept: as alike as genuine signatures of this signer are.</source>
        <translation>Annehmen: so ähnlich, wie echte Unterschriften dieser Person sind.</translation>
    </message>
    <message>
        <source>Refer: neither clearly alike nor clearly different; look yourself.</source>
        <translation>Vorlegen: weder deutlich ähnlich noch deutlich verschieden; selbst ansehen.</translation>
    </message>
    <message>
        <source>Flag: less alike than genuine signatures usually are, or a copy of a specimen.</source>
        <translation>Verdacht: weniger ähnlich, als echte Unterschriften meist sind, oder Kopie einer Probe.</translation>
    </message>
    <message>
        <source>No decision: an image can&apos;t be used; the reason says what helps.</source>
        <translation>Keine Entscheidung: Ein Bild ist nicht verwendbar; der Grund sagt, was hilft.</translation>
    </message>
    <message>
        <source>The scale shows evidence: equal steps are equal factors in the odds. The pointer is the case; the circles are the single specimens.</source>
        <translation>Die Skala zeigt, wie stark die Indizien sind: Gleich große Schritte ändern das Verhältnis der Chancen um den gleichen Faktor. Der Zeiger ist der Fall, die Kreise sind die einzelnen Proben.</translation>
    </message>
    <message>
        <source>Move the box</source>
        <translation>Rahmen bewegen</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>Pfeiltasten</translation>
    </message>
    <message>
        <source>Change its size</source>
        <translation>Größe ändern</translation>
    </message>
    <message>
        <source>Shift+arrow keys</source>
        <translation>Umschalt+Pfeiltasten</translation>
    </message>
    <message>
        <source>In single pixels</source>
        <translation>In einzelnen Pixeln</translation>
    </message>
    <message>
        <source>Ctrl+arrow keys</source>
        <translation>Strg+Pfeiltasten</translation>
    </message>
    <message>
        <source>In the cheque</source>
        <translation>Im Scheck</translation>
    </message>
</context>
<context>
    <name>InkBrush</name>
    <message>
        <source>Signature with its ink</source>
        <translation>Unterschrift mit ihrer Tinte</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Signature verification</source>
        <translation>Unterschriftsprüfung</translation>
    </message>
    <message>
        <source>Recent &amp;files</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>The work list of the last session is open.</source>
        <translation>Die Arbeitsliste der letzten Sitzung ist geöffnet.</translation>
    </message>
    <message>
        <source>The records can&apos;t be opened: nothing is examined</source>
        <translation>Die Aufzeichnungen lassen sich nicht öffnen: Es wird nichts geprüft</translation>
    </message>
    <message>
        <source>No model or no calibration</source>
        <translation>Kein Modell oder keine Kalibrierung</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Das Modell wird geladen…</translation>
    </message>
</context>
<context>
    <name>MandateDialog</name>
    <message>
        <source>Mandate of account {number}</source>
        <translation>Unterschriftenregelung des Kontos {number}</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>Unterschriftenregelung</translation>
    </message>
    <message>
        <source>Set the mandate</source>
        <translation>Regelung hinterlegen</translation>
    </message>
    <message>
        <source>One rule per line, for example: any one up to 10,000; any two up to 50,000; A. Rose with C. Varga above. In force from today.</source>
        <translation>Eine Regel je Zeile, zum Beispiel: any one up to 10,000; any two up to 50,000; A. Rose with C. Varga above. Gilt ab heute.</translation>
    </message>
</context>
<context>
    <name>PairView</name>
    <message>
        <source>Both signatures</source>
        <translation>Beide Unterschriften</translation>
    </message>
    <message>
        <source>Plus and minus zoom both signatures, arrow keys move them. While both are shown whole, up and down go to another specimen.</source>
        <translation>Plus und Minus vergrößern beide Unterschriften, Pfeiltasten verschieben sie. Sind beide ganz zu sehen, führen Auf und Ab zu einer anderen Probe.</translation>
    </message>
</context>
<context>
    <name>PolicyPage</name>
    <message>
        <source>Choose the policy</source>
        <translation>Regel wählen</translation>
    </message>
    <message>
        <source>The outcome on the signers used to choose the thresholds. Drag the green line to see the effect of another threshold; the policy sets the final one.</source>
        <translation>Das Ergebnis bei den Personen, an denen die Schwellen gewählt werden. Ziehen Sie die grüne Linie, um zu sehen, was eine andere Schwelle bewirken würde; am Ende entscheidet die Regel.</translation>
    </message>
    <message>
        <source>Limit the accepted skilled forgeries</source>
        <translation>Angenommene geübte Fälschungen begrenzen</translation>
    </message>
    <message>
        <source>Limit the genuine signatures not accepted</source>
        <translation>Nicht angenommene echte Unterschriften begrenzen</translation>
    </message>
    <message>
        <source>Least expected cost</source>
        <translation>Geringste erwartete Kosten</translation>
    </message>
    <message>
        <source>Both errors equal (for comparison)</source>
        <translation>Beide Fehler gleich (zum Vergleich)</translation>
    </message>
    <message>
        <source>Another limit for cheques up to an &amp;amount</source>
        <translation>Andere Grenze für Schecks bis zu einem &amp;Betrag</translation>
    </message>
    <message>
        <source>&amp;Refer between two thresholds</source>
        <translation>Zwischen zwei Schwellen vor&amp;legen</translation>
    </message>
    <message>
        <source>Allo&amp;w a limit that can&apos;t be proven (with a warning)</source>
        <translation>Grenze &amp;ohne Nachweis zulassen (mit Warnung)</translation>
    </message>
    <message>
        <source>Calculating…</source>
        <translation>Wird berechnet…</translation>
    </message>
    <message>
        <source>By the stricter of the two limits, which also applies if the amount is unknown:</source>
        <translation>Nach der strengeren der beiden Grenzen, die auch gilt, wo der Betrag nicht bekannt ist:</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>&amp;Policy</source>
        <translation>&amp;Regel</translation>
    </message>
    <message>
        <source>At &amp;most</source>
        <translation>&amp;Höchstens</translation>
    </message>
    <message>
        <source>&amp;Loss by an accepted forgery</source>
        <translation>&amp;Verlust durch eine angenommene Fälschung</translation>
    </message>
    <message>
        <source>Minutes to loo&amp;k again</source>
        <translation>Minuten für die &amp;Nachprüfung</translation>
    </message>
    <message>
        <source>At most (up to t&amp;hat amount)</source>
        <translation>Höchstens (bis zu diesem Betra&amp;g)</translation>
    </message>
    <message>
        <source>Cost of a m&amp;inute</source>
        <translation>Kosten einer &amp;Minute</translation>
    </message>
    <message>
        <source>Accept from {accept:.4f}, flag below {flag:.4f}. Of {volume} cheques a day about {accepted} are accepted, {referred} referred, {flagged} flagged. Forgeries among them: {forged}; accepted forgeries: {passing}.</source>
        <translation>Annehmen ab {accept:.4f}, verdächtig unter {flag:.4f}. Von {volume} Schecks am Tag werden etwa {accepted} angenommen, {referred} vorgelegt, {flagged} sind verdächtig. Fälschungen darunter: {forged}; davon gehen durch: {passing}.</translation>
    </message>
    <message>
        <source>This is the line as you dragged it. The policy above accepts from {accept:.4f}.</source>
        <translation>Das ist die Linie, wie Sie sie gezogen haben. Die Vorgabe oben nimmt ab {accept:.4f} an.</translation>
    </message>
    <message>
        <source>Up to amo&amp;unt</source>
        <translation>Bis zum Be&amp;trag</translation>
    </message>
    <message>
        <source>&amp;Flag at most, of genuine</source>
        <translation>Verdacht höchstens bei &amp;echten</translation>
    </message>
    <message>
        <source>&amp;Cheques a day</source>
        <translation>S&amp;checks am Tag</translation>
    </message>
    <message>
        <source>Forge&amp;d among them</source>
        <translation>&amp;Davon gefälscht</translation>
    </message>
</context>
<context>
    <name>QueueController</name>
    <message>
        <source>Export the day</source>
        <translation>Tag exportieren</translation>
    </message>
    <message>
        <source>Exported: {path}</source>
        <translation>Exportiert: {path}</translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message>
        <source>Number, account or amount</source>
        <translation>Nummer, Konto oder Betrag</translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation>Warteschlange durchsuchen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Which cases to show</source>
        <translation>Welche Fälle gezeigt werden</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Zu entscheiden</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation>Anzusehen</translation>
    </message>
    <message>
        <source>Pending approval</source>
        <translation>Freigabe offen</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Entschieden</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>Zurückgestellt</translation>
    </message>
    <message>
        <source>Export the day…</source>
        <translation>Tag exportieren…</translation>
    </message>
    <message>
        <source>Back to the case</source>
        <translation>Zurück zum Fall</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Columns of the queue</source>
        <translation>Spalten der Warteschlange</translation>
    </message>
    <message>
        <source>No case is shown. Clear the search, or show all.</source>
        <translation>Kein Fall wird gezeigt. Leeren Sie die Suche, oder zeigen Sie alle.</translation>
    </message>
    <message>
        <source>{done} of {all} decided</source>
        <translation>{done} von {all} entschieden</translation>
    </message>
</context>
<context>
    <name>QueueTable</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>Scheck</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>My decision</source>
        <translation>Meine Entscheidung</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>Zu entscheiden</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>Zurückgestellt</translation>
    </message>
    <message>
        <source>Pending approval</source>
        <translation>Freigabe offen</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>Entschieden</translation>
    </message>
    <message>
        <source>No specimens</source>
        <translation>Keine Proben</translation>
    </message>
</context>
<context>
    <name>RecordsAccess</name>
    <message>
        <source>Recording</source>
        <translation>Wird aufgezeichnet</translation>
    </message>
</context>
<context>
    <name>RecordsDialog</name>
    <message>
        <source>Create the records</source>
        <translation>Aufzeichnungen anlegen</translation>
    </message>
    <message>
        <source>Place of the records</source>
        <translation>Ort der Aufzeichnungen</translation>
    </message>
    <message>
        <source>In the keyring of this computer</source>
        <translation>Im Schlüsselbund dieses Rechners</translation>
    </message>
    <message>
        <source>In a file:</source>
        <translation>In einer Datei:</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>Schlüsseldatei</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Anlegen</translation>
    </message>
    <message>
        <source>No records are kept on this machine. Records hold the register (accounts, signatories, specimens, mandates) and the audit trail. From then on, everything you do is recorded.</source>
        <translation>Auf diesem Rechner werden keine Aufzeichnungen geführt. Sie enthalten das Register (Konten, Verfügungsberechtigte, Proben, Unterschriftenregelungen) und das Prüfprotokoll. Ab dann wird alles aufgezeichnet, was Sie tun.</translation>
    </message>
    <message>
        <source>File, or address of a PostgreSQL database</source>
        <translation>Datei oder Adresse einer PostgreSQL-Datenbank</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>Schlüssel für die Verschlüsselung</translation>
    </message>
    <message>
        <source>Keep a copy of the key in a safe place: without it nobody can read the records. The register window saves one.</source>
        <translation>Verwahren Sie eine Kopie des Schlüssels an einem sicheren Ort: Ohne ihn kann niemand die Aufzeichnungen lesen. Das Registerfenster speichert eine.</translation>
    </message>
</context>
<context>
    <name>Register</name>
    <message>
        <source>Opening the register</source>
        <translation>Das Register wird geöffnet</translation>
    </message>
    <message>
        <source>Creating the records</source>
        <translation>Aufzeichnungen werden angelegt</translation>
    </message>
</context>
<context>
    <name>RegisterMenu</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>Ordner importieren…</translation>
    </message>
    <message>
        <source>Mandate of this account…</source>
        <translation>Unterschriftenregelung dieses Kontos…</translation>
    </message>
    <message>
        <source>Save a copy of the key…</source>
        <translation>Kopie des Schlüssels speichern…</translation>
    </message>
    <message>
        <source>Folder with a folder for each account</source>
        <translation>Ordner mit einem Ordner je Konto</translation>
    </message>
    <message>
        <source>Loading the model… Try again in a moment.</source>
        <translation>Das Modell wird geladen… Versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Copy of the key</source>
        <translation>Kopie des Schlüssels</translation>
    </message>
    <message>
        <source>Anyone who can read this file has the key: {path}</source>
        <translation>Wer diese Datei lesen kann, hat den Schlüssel: {path}</translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s) added.</source>
        <translation>
            <numerusform>%n Probe hinzugefügt.</numerusform>
            <numerusform>%n Proben hinzugefügt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mandate(s) set.</source>
        <translation>
            <numerusform>%n Unterschriftenregelung hinterlegt.</numerusform>
            <numerusform>%n Unterschriftenregelungen hinterlegt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) were already specimens.</source>
        <translation>
            <numerusform>%n Bild war schon eine Probe.</numerusform>
            <numerusform>%n Bilder waren schon Proben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Register</source>
        <translation>Register</translation>
    </message>
</context>
<context>
    <name>RegisterWindow</name>
    <message>
        <source>Register</source>
        <translation>Register</translation>
    </message>
    <message>
        <source>Number, holder or signatory</source>
        <translation>Nummer, Inhaber oder Verfügungsberechtigter</translation>
    </message>
    <message>
        <source>Search for accounts</source>
        <translation>Konten suchen</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>New signatory…</source>
        <translation>Neuer Verfügungsberechtigter…</translation>
    </message>
    <message>
        <source>Your role does not allow changes.</source>
        <translation>Ihre Rolle erlaubt keine Änderungen.</translation>
    </message>
    <message numerus="yes">
        <source>%n signatory(ies)</source>
        <translation>
            <numerusform>%n Verfügungsberechtigter</numerusform>
            <numerusform>%n Verfügungsberechtigte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s)</source>
        <translation>
            <numerusform>%n Probe</numerusform>
            <numerusform>%n Proben</numerusform>
        </translation>
    </message>
    <message>
        <source>The first {count} accounts. Type a part of a number or name to find others.</source>
        <translation>Die ersten {count} Konten. Weitere finden Sie mit einem Teil der Nummer oder des Namens.</translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n Konto</numerusform>
            <numerusform>%n Konten</numerusform>
        </translation>
    </message>
    <message>
        <source>The register is empty. Add a signatory, or import a folder.</source>
        <translation>Das Register ist leer. Fügen Sie einen Verfügungsberechtigten hinzu, oder importieren Sie einen Ordner.</translation>
    </message>
    <message>
        <source>No account was found.</source>
        <translation>Kein Konto gefunden.</translation>
    </message>
    <message>
        <source>Nobody may sign yet.</source>
        <translation>Noch niemand ist verfügungsberechtigt.</translation>
    </message>
    <message>
        <source>Mandate since {day}:</source>
        <translation>Unterschriftenregelung seit {day}:</translation>
    </message>
    <message>
        <source>No mandate is in force: no cheque of this account is accepted.</source>
        <translation>Es gilt keine Unterschriftenregelung: Kein Scheck dieses Kontos wird angenommen.</translation>
    </message>
    <message>
        <source>Add specimens of {name}</source>
        <translation>Unterschriftsproben von {name} hinzufügen</translation>
    </message>
    <message>
        <source>Loading the model… Try again in a moment.</source>
        <translation>Das Modell wird geladen… Bitte gleich noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Let the specimen expire</source>
        <translation>Unterschriftsprobe ablaufen lassen</translation>
    </message>
    <message>
        <source>From today on, no signature will be compared with specimen {number}. It stays in the register. Let it expire?</source>
        <translation>Ab heute wird keine Unterschrift mehr mit Probe {number} verglichen. Sie bleibt im Register. Ablaufen lassen?</translation>
    </message>
    <message>
        <source>Let it expire</source>
        <translation>Ablaufen lassen</translation>
    </message>
    <message>
        <source>{name}: {reason}</source>
        <translation>{name}: {reason}</translation>
    </message>
    <message>
        <source>{name}: this image is already a specimen.</source>
        <translation>{name}: genau dieses Bild ist schon eine Unterschriftsprobe.</translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s) added.</source>
        <translation>
            <numerusform>%n Probe hinzugefügt.</numerusform>
            <numerusform>%n Proben hinzugefügt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not all images were added</source>
        <translation>Nicht alle Bilder wurden hinzugefügt</translation>
    </message>
    <message>
        <source>Images and PDF ({extensions})</source>
        <translation>Bilder und PDF ({extensions})</translation>
    </message>
</context>
<context>
    <name>ReopenDialog</name>
    <message>
        <source>Reopen the case</source>
        <translation>Fall wieder öffnen</translation>
    </message>
    <message>
        <source>Reason, required</source>
        <translation>Grund, erforderlich</translation>
    </message>
    <message>
        <source>Reason for reopening</source>
        <translation>Grund für das Wiederöffnen</translation>
    </message>
    <message>
        <source>The withdrawal and your reason go into the audit trail.</source>
        <translation>Die Rücknahme und Ihre Begründung werden im Prüfprotokoll vermerkt.</translation>
    </message>
    <message>
        <source>Your reason is kept with the case.</source>
        <translation>Ihre Begründung bleibt beim Fall.</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>Decided: {decision}</source>
        <translation>Entschieden: {decision}</translation>
    </message>
    <message>
        <source>Why do you reopen this case?</source>
        <translation>Warum öffnen Sie diesen Fall wieder?</translation>
    </message>
</context>
<context>
    <name>ReportController</name>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Report saved: {path}</source>
        <translation>Bericht gespeichert: {path}</translation>
    </message>
    <message>
        <source>Saving the report</source>
        <translation>Bericht wird gespeichert</translation>
    </message>
</context>
<context>
    <name>ReportSheet</name>
    <message>
        <source>Signature verification</source>
        <translation>Unterschriftsprüfung</translation>
    </message>
    <message>
        <source>Account {account}, amount {amount}, as of {day}</source>
        <translation>Konto {account}, Betrag {amount}, Stand {day}</translation>
    </message>
    <message>
        <source>unknown signer</source>
        <translation>unbekannte Person</translation>
    </message>
    <message>
        <source>Signature {place}: {person}, {decision}, similarity {number}</source>
        <translation>Unterschrift {place}: {person}, {decision}, Ähnlichkeit {number}</translation>
    </message>
    <message>
        <source>Program: {decision}</source>
        <translation>Programm: {decision}</translation>
    </message>
    <message>
        <source>similarity {number}</source>
        <translation>Ähnlichkeit {number}</translation>
    </message>
    <message>
        <source>Cheque with the signature&apos;s box</source>
        <translation>Scheck mit dem Rahmen der Unterschrift</translation>
    </message>
    <message>
        <source>Questioned signature</source>
        <translation>Zu prüfende Unterschrift</translation>
    </message>
    <message>
        <source>Both signatures overlaid</source>
        <translation>Beide übereinandergelegt</translation>
    </message>
    <message>
        <source>Agreement (blue)</source>
        <translation>Übereinstimmung (blau)</translation>
    </message>
    <message>
        <source>Accepted from {accept}, flagged below {flag}.</source>
        <translation>Angenommen ab {accept}, verdächtig unter {flag}.</translation>
    </message>
    <message>
        <source>Specimen {name}: {alone} to the cheque, {others} to the others</source>
        <translation>Probe {name}: {alone} zum Scheck, {others} zu den anderen</translation>
    </message>
    <message>
        <source>No clerk&apos;s decision has been recorded.</source>
        <translation>Es ist keine Entscheidung erfasst.</translation>
    </message>
    <message>
        <source>Clerk&apos;s decision: {verdict}</source>
        <translation>Entscheidung: {verdict}</translation>
    </message>
    <message>
        <source>Cheque: {path}, page {page}, box {box}</source>
        <translation>Scheck: {path}, Seite {page}, Rahmen {box}</translation>
    </message>
    <message>
        <source>Model {model}, calibration {calibration}</source>
        <translation>Modell {model}, Kalibrierung {calibration}</translation>
    </message>
    <message>
        <source>Codes of the reasons: {codes}</source>
        <translation>Codes der Gründe: {codes}</translation>
    </message>
    <message>
        <source>Report of {time} for {clerk}, sigverify {version}</source>
        <translation>Bericht vom {time} für {clerk}, sigverify {version}</translation>
    </message>
    <message>
        <source>The similarity is evidence on a scale from 0 to 1, not a probability of fraud. The program assists; the clerk decides.</source>
        <translation>Die Ähnlichkeit ist ein Indiz auf einer Skala von 0 bis 1, keine Betrugswahrscheinlichkeit. Das Programm unterstützt; der Sachbearbeiter entscheidet.</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>What to expect</source>
        <translation>Was zu erwarten ist</translation>
    </message>
    <message>
        <source>The result on signers that were not used to choose the thresholds. Look only once: if you try many policies here and keep the best, the result looks better than it is. Each policy is counted.</source>
        <translation>Das Ergebnis bei Personen, an denen die Schwellen nicht gewählt wurden. Sehen Sie es nur einmal an: Wer hier viele Regeln ausprobiert und die günstigste behält, erhält ein zu gutes Ergebnis. Jede Regel wird gezählt.</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>These warnings are shown wherever this calibration is used:
{said}</source>
        <translation>Diese Warnungen erscheinen überall, wo diese Kalibrierung verwendet wird:
{said}</translation>
    </message>
    <message>
        <source>Policies evaluated on these signers: {n}</source>
        <translation>An diesen Personen ausgewertete Regeln: {n}</translation>
    </message>
</context>
<context>
    <name>ScorePage</name>
    <message>
        <source>Comparing signatures</source>
        <translation>Unterschriften werden verglichen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Each questioned signature is compared with specimens of its signer, as in a verification. A third of the signers is held out to check the thresholds.</source>
        <translation>Jede zu prüfende Unterschrift wird mit Proben derselben Person verglichen, wie bei einer Prüfung. Ein Drittel der Personen wird zurückgehalten, um die Schwellen zu prüfen.</translation>
    </message>
    <message>
        <source>{fit} signers to choose the thresholds, {held_out} held out.</source>
        <translation>{fit} Personen, um die Schwellen zu wählen; {held_out} zurückgehalten.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>Shown with your decisions and in reports.</source>
        <translation>Steht bei Ihren Entscheidungen und in Berichten.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Takes effect when the program starts again.</source>
        <translation>Gilt ab dem nächsten Start des Programms.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Light, dark, or as the system.</source>
        <translation>Hell, dunkel oder wie das System.</translation>
    </message>
    <message>
        <source>Go to the next case</source>
        <translation>Zum nächsten Fall gehen</translation>
    </message>
    <message>
        <source>When a decision has been recorded, show the next open case.</source>
        <translation>Nach einer Entscheidung den nächsten offenen Fall zeigen.</translation>
    </message>
    <message>
        <source>Blink every (ms)</source>
        <translation>Wechsel alle (ms)</translation>
    </message>
    <message>
        <source>How long each signature is shown when they blink.</source>
        <translation>Wie lange im Wechsel jede Unterschrift zu sehen ist.</translation>
    </message>
    <message>
        <source>Names of images</source>
        <translation>Namen der Bilder</translation>
    </message>
    <message>
        <source>How image names are built, such as {account}_{cheque}_{any}; {amount} can be used too.</source>
        <translation>Wie Bildnamen aufgebaut sind, etwa {account}_{cheque}_{any}; auch {amount} ist möglich.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Name of a shipped model or the folder of another; empty uses the shipped one.</source>
        <translation>Name eines mitgelieferten Modells oder Ordner eines anderen; leer nimmt das mitgelieferte.</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>File with the thresholds; empty uses the model&apos;s own.</source>
        <translation>Datei mit den Schwellen; leer nimmt die des Modells.</translation>
    </message>
    <message>
        <source>Folder for reports</source>
        <translation>Ordner für Berichte</translation>
    </message>
    <message>
        <source>The folder proposed for reports; empty proposes the last one used.</source>
        <translation>Vorgeschlagener Ordner für Berichte; leer schlägt den zuletzt verwendeten vor.</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>File or PostgreSQL address of the records; empty keeps no records.</source>
        <translation>Datei oder PostgreSQL-Adresse der Aufzeichnungen; leer zeichnet nichts auf.</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>Schlüsseldatei</translation>
    </message>
    <message>
        <source>File with the key of the records; empty uses the system&apos;s keyring.</source>
        <translation>Datei mit dem Schlüssel der Aufzeichnungen; leer nimmt den Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>Reports may be saved and printed</source>
        <translation>Berichte dürfen gespeichert und gedruckt werden</translation>
    </message>
    <message>
        <source>Reports hold pictures of signatures.</source>
        <translation>Berichte enthalten Bilder von Unterschriften.</translation>
    </message>
    <message>
        <source>A reason is required</source>
        <translation>Ein Grund ist erforderlich</translation>
    </message>
    <message>
        <source>For each return, and for each decision that differs from the program&apos;s.</source>
        <translation>Für jede Rückgabe und für jede Entscheidung, die von der des Programms abweicht.</translation>
    </message>
    <message>
        <source>One per line: the decisions it belongs to, a colon, the code, the text.</source>
        <translation>Einer je Zeile: die Entscheidungen, zu denen er gehört, ein Doppelpunkt, die Kennzahl, der Text.</translation>
    </message>
    <message>
        <source>Reason codes</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
    <message>
        <source>Your administrator has set these. They can&apos;t be changed here.</source>
        <translation>Diese Einstellungen hat Ihre Administration festgelegt. Sie lassen sich hier nicht ändern.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>Aufzeichnungen</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>Berichte</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>at most {most} characters.</source>
        <translation>höchstens {most} Zeichen.</translation>
    </message>
    <message>
        <source>at most {most} lines.</source>
        <translation>höchstens {most} Zeilen.</translation>
    </message>
    <message>
        <source>use {account}, {cheque}, {amount} and {any}, each once, with text between them.</source>
        <translation>verwenden Sie {account}, {cheque}, {amount} und {any}, jedes einmal, mit Text dazwischen.</translation>
    </message>
    <message>
        <source>Set by your site</source>
        <translation>Von Ihrer Bank festgelegt</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
</context>
<context>
    <name>SignPage</name>
    <message>
        <source>Name and sign</source>
        <translation>Benennen und unterzeichnen</translation>
    </message>
    <message>
        <source>Your name stays with the calibration, its counts and its warnings.</source>
        <translation>Ihr Name bleibt bei der Kalibrierung, ihren Zahlen und ihren Warnungen.</translation>
    </message>
    <message>
        <source>Put it in force &amp;now</source>
        <translation>&amp;Jetzt in Kraft setzen</translation>
    </message>
    <message>
        <source>Save the &amp;report after signing to…</source>
        <translation>&amp;Bericht nach dem Unterzeichnen speichern unter…</translation>
    </message>
    <message>
        <source>N&amp;ame of the calibration</source>
        <translation>&amp;Name der Kalibrierung</translation>
    </message>
    <message>
        <source>&amp;Signed by</source>
        <translation>Unterzeichnet &amp;von</translation>
    </message>
    <message>
        <source>There are warnings. Read them before you put this calibration in force.</source>
        <translation>Es gibt Warnungen. Lesen Sie sie, bevor Sie diese Kalibrierung in Kraft setzen.</translation>
    </message>
    <message>
        <source>Signing…</source>
        <translation>Wird unterzeichnet…</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>The report goes to {path}.</source>
        <translation>Der Bericht wird gespeichert unter {path}.</translation>
    </message>
</context>
<context>
    <name>SignatoryCard</name>
    <message>
        <source>customer {number}</source>
        <translation>Kunde {number}</translation>
    </message>
    <message>
        <source>may not sign now</source>
        <translation>zurzeit nicht verfügungsberechtigt</translation>
    </message>
    <message>
        <source>may sign until {day}</source>
        <translation>verfügungsberechtigt bis {day}</translation>
    </message>
    <message>
        <source>Add specimens</source>
        <translation>Unterschriftsproben hinzufügen</translation>
    </message>
    <message>
        <source>No specimen yet.</source>
        <translation>Noch keine Unterschriftsprobe.</translation>
    </message>
    <message>
        <source>No specimen yet. Drop images of this person&apos;s signature here.</source>
        <translation>Noch keine Unterschriftsprobe. Bilder der Unterschrift dieser Person hierher ziehen.</translation>
    </message>
</context>
<context>
    <name>SignatoryDialog</name>
    <message>
        <source>New signatory</source>
        <translation>Neuer Verfügungsberechtigter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Holder, if the account is new</source>
        <translation>Inhaber, falls das Konto neu ist</translation>
    </message>
    <message>
        <source>Name of the signatory</source>
        <translation>Name der Person</translation>
    </message>
    <message>
        <source>Mandates refer to signatories by name: write it as in the mandate.</source>
        <translation>Die Unterschriftenregelung nennt Verfügungsberechtigte beim Namen: Schreiben Sie ihn wie dort.</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
</context>
<context>
    <name>SignatureRows</name>
    <message>
        <source>Unknown signer</source>
        <translation>Unbekannte Person</translation>
    </message>
    <message>
        <source>{person}: {decision}. Click to show this signature.</source>
        <translation>{person}: {decision}. Klicken Sie, um diese Unterschrift anzusehen.</translation>
    </message>
</context>
<context>
    <name>SimilarityScale</name>
    <message>
        <source>Similarity scale</source>
        <translation>Ähnlichkeitsskala</translation>
    </message>
    <message>
        <source>{similarity}; accepted from {accept}, flagged below {flag}</source>
        <translation>{similarity}; angenommen ab {accept}, verdächtig unter {flag}</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>typed by the clerk</source>
        <translation>vom Sachbearbeiter eingegeben</translation>
    </message>
    <message>
        <source>from the MICR line</source>
        <translation>aus der Codierzeile</translation>
    </message>
    <message>
        <source>from the index file</source>
        <translation>aus der Indexdatei</translation>
    </message>
    <message>
        <source>from the image&apos;s name</source>
        <translation>aus dem Namen des Bildes</translation>
    </message>
    <message>
        <source>MICR line: {told}</source>
        <translation>Codierzeile: {told}</translation>
    </message>
    <message>
        <source>Index file: {told}</source>
        <translation>Indexdatei: {told}</translation>
    </message>
    <message>
        <source>Image&apos;s name: {told}</source>
        <translation>Name des Bildes: {told}</translation>
    </message>
    <message>
        <source>cheque {value}</source>
        <translation>Scheck {value}</translation>
    </message>
    <message>
        <source>account {value}</source>
        <translation>Konto {value}</translation>
    </message>
    <message>
        <source>amount {value}</source>
        <translation>Betrag {value}</translation>
    </message>
    <message>
        <source>You typed something else: {other}.</source>
        <translation>Sie haben etwas anderes eingegeben: {other}.</translation>
    </message>
</context>
<context>
    <name>SpecimenCard</name>
    <message>
        <source>The image is no longer kept.</source>
        <translation>Das Bild wird nicht mehr aufbewahrt.</translation>
    </message>
    <message>
        <source>Specimen {number}</source>
        <translation>Probe {number}</translation>
    </message>
    <message>
        <source>{number} · added {day} by {person}</source>
        <translation>{number} · erfasst {day} von {person}</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten…</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>Ersetzen…</translation>
    </message>
    <message>
        <source>Let it expire…</source>
        <translation>Ablaufen lassen…</translation>
    </message>
    <message>
        <source>Change this specimen</source>
        <translation>Diese Probe ändern</translation>
    </message>
    <message>
        <source>Image purged</source>
        <translation>Bild gelöscht</translation>
    </message>
    <message>
        <source>Replaced by {number}</source>
        <translation>Ersetzt durch {number}</translation>
    </message>
    <message>
        <source>In use from {day}</source>
        <translation>Gilt ab {day}</translation>
    </message>
    <message>
        <source>In use since {day}</source>
        <translation>Gilt seit {day}</translation>
    </message>
    <message>
        <source>In use until {day}</source>
        <translation>Gilt bis {day}</translation>
    </message>
    <message>
        <source>Expired on {day}</source>
        <translation>Abgelaufen am {day}</translation>
    </message>
</context>
<context>
    <name>SpecimenController</name>
    <message>
        <source>There is no signature to use yet.</source>
        <translation>Es gibt noch keine Unterschrift, die verwendet werden kann.</translation>
    </message>
    <message>
        <source>Your role does not allow changing the register.</source>
        <translation>Ihre Rolle erlaubt keine Änderung des Registers.</translation>
    </message>
    <message>
        <source>The signature is now a specimen of {name}.</source>
        <translation>Die Unterschrift ist jetzt eine Probe von {name}.</translation>
    </message>
    <message>
        <source>{name} already has this specimen.</source>
        <translation>{name} hat diese Probe schon.</translation>
    </message>
    <message>
        <source>Preparing the specimen</source>
        <translation>Die Probe wird vorbereitet</translation>
    </message>
</context>
<context>
    <name>SpecimenDialog</name>
    <message>
        <source>Specimen</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>New specimen</source>
        <translation>Neue Probe</translation>
    </message>
    <message>
        <source>The ink that is compared</source>
        <translation>Die Tinte, die verglichen wird</translation>
    </message>
    <message>
        <source>Add the specimen</source>
        <translation>Probe hinzufügen</translation>
    </message>
    <message>
        <source>Use this ink</source>
        <translation>Diese Tinte verwenden</translation>
    </message>
    <message>
        <source>Show more around it</source>
        <translation>Mehr vom Bild zeigen</translation>
    </message>
    <message>
        <source>Blue is the ink that is compared. Erase print that is not the pen&apos;s, restore strokes that are missing, and crop what does not belong to the signature.</source>
        <translation>Blau ist die Tinte, die verglichen wird. Radieren Sie Aufdruck, der nicht zur Unterschrift gehört, stellen Sie fehlende Striche wieder her, und schneiden Sie ab, was nicht zur Unterschrift gehört.</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Name of the signatory</source>
        <translation>Name der Person</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>Zuschneiden</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>Größe des Pinsels</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>Nach links drehen</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>Nach rechts drehen</translation>
    </message>
    <message>
        <source>Degrees to turn by</source>
        <translation>Grad der Drehung</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>As found</source>
        <translation>Wie gefunden</translation>
    </message>
    <message>
        <source>No ink is left.</source>
        <translation>Es ist keine Tinte mehr übrig.</translation>
    </message>
    <message>
        <source>Whose account is it?</source>
        <translation>Wessen Konto ist es?</translation>
    </message>
    <message>
        <source>Who has signed?</source>
        <translation>Wer hat unterschrieben?</translation>
    </message>
</context>
<context>
    <name>SpecimenEditing</name>
    <message>
        <source>Replace specimen {number}</source>
        <translation>Probe {number} ersetzen</translation>
    </message>
</context>
<context>
    <name>SpecimensPanel</name>
    <message>
        <source>Specimens</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Drop signatures known to be genuine here, or open them with the button above. Five are much better than one.</source>
        <translation>Unterschriften, die sicher echt sind, hierher ziehen oder mit der Schaltfläche oben öffnen. Fünf sind viel besser als eine.</translation>
    </message>
    <message>
        <source>The specimens come from the register.</source>
        <translation>Die Proben kommen aus dem Register.</translation>
    </message>
    <message>
        <source>Same as before</source>
        <translation>Wie im vorigen Fall</translation>
    </message>
    <message>
        <source>the case before</source>
        <translation>der vorige Fall</translation>
    </message>
    <message>
        <source>Only if the same person should have signed: {case}</source>
        <translation>Nur wenn dieselbe Person unterschrieben haben soll: {case}</translation>
    </message>
    <message>
        <source>Type the account above to take them from the register.</source>
        <translation>Oben das Konto eingeben, um sie aus dem Register zu nehmen.</translation>
    </message>
    <message>
        <source>Not examined</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <source>Among themselves: {lowest} to {highest}</source>
        <translation>Untereinander: {lowest} bis {highest}</translation>
    </message>
    <message>
        <source>Among themselves: {lowest}</source>
        <translation>Untereinander: {lowest}</translation>
    </message>
    <message>
        <source>Similarity of each specimen to the others: the variation to expect of this signer.</source>
        <translation>Wie ähnlich jede Probe den anderen ist: So sehr schwankt die Unterschrift dieser Person.</translation>
    </message>
    <message>
        <source>One specimen says little about how a signer varies.</source>
        <translation>Eine einzige Probe sagt wenig darüber, wie sehr eine Unterschrift schwankt.</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Signature verification</source>
        <translation>Unterschriftsprüfung</translation>
    </message>
    <message>
        <source>Compares the signature on a cheque with specimens of the expected signer. The program assists; you decide.</source>
        <translation>Vergleicht die Unterschrift auf einem Scheck mit Unterschriftsproben der Person, die unterschrieben haben soll. Das Programm unterstützt; Sie entscheiden.</translation>
    </message>
    <message>
        <source>Open the demo case</source>
        <translation>Beispielfall öffnen</translation>
    </message>
    <message>
        <source>Three made-up cheques and three specimens: see how it works.</source>
        <translation>Drei erfundene Schecks und drei Proben: So funktioniert es.</translation>
    </message>
    <message>
        <source>Open cheques…</source>
        <translation>Schecks öffnen…</translation>
    </message>
    <message>
        <source>One or several scans; several become a work list.</source>
        <translation>Ein Scan oder mehrere; mehrere bilden eine Arbeitsliste.</translation>
    </message>
    <message>
        <source>Open batch results…</source>
        <translation>Stapelergebnisse öffnen…</translation>
    </message>
    <message>
        <source>The result file of a run over many cheques.</source>
        <translation>Die Ergebnisdatei eines Laufs über viele Schecks.</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Or drop files anywhere on this window. F1 shows all keys.</source>
        <translation>Oder Dateien auf dieses Fenster ziehen. F1 zeigt alle Tasten.</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>It is sideways. Turn it (key R), then compare it.</source>
        <translation>Sie liegt auf der Seite. Drehen Sie sie (Taste R), dann vergleichen Sie sie.</translation>
    </message>
    <message>
        <source>Its lines coincide with a specimen&apos;s, as those of a new signature never do.</source>
        <translation>Ihre Linien decken sich mit denen einer Probe, wie es bei einer neuen Unterschrift nie vorkommt.</translation>
    </message>
    <message>
        <source>It is neither clearly like the specimens nor clearly unlike them.</source>
        <translation>Sie ist den Proben weder deutlich ähnlich noch deutlich unähnlich.</translation>
    </message>
    <message>
        <source>It agrees with the specimen.</source>
        <translation>Sie stimmt mit der Probe überein.</translation>
    </message>
    <message>
        <source>It does not agree with the specimen.</source>
        <translation>Sie stimmt nicht mit der Probe überein.</translation>
    </message>
    <message>
        <source>It agrees with all {all} specimens.</source>
        <translation>Sie stimmt mit allen {all} Proben überein.</translation>
    </message>
    <message>
        <source>It agrees with none of the {all} specimens.</source>
        <translation>Sie stimmt mit keiner der {all} Proben überein.</translation>
    </message>
    <message>
        <source>It agrees with {agree} of {all} specimens.</source>
        <translation>Sie stimmt mit {agree} von {all} Proben überein.</translation>
    </message>
    <message>
        <source>It can&apos;t be compared. The reason below says what helps.</source>
        <translation>Sie lässt sich nicht vergleichen. Der Grund darunter sagt, was hilft.</translation>
    </message>
    <message>
        <source>Do not pay before the customer has confirmed it.</source>
        <translation>Zahlen Sie nicht, bevor der Kunde sie bestätigt hat.</translation>
    </message>
    <message>
        <source>Compare it, and do not pay before the customer has confirmed it.</source>
        <translation>Vergleichen Sie sie, und zahlen Sie nicht, bevor der Kunde sie bestätigt hat.</translation>
    </message>
    <message>
        <source>It is barely above the threshold: compare it yourself.</source>
        <translation>Sie liegt knapp über der Schwelle: Vergleichen Sie selbst.</translation>
    </message>
    <message>
        <source>Check payee, amount and date.</source>
        <translation>Prüfen Sie Empfänger, Betrag und Datum.</translation>
    </message>
    <message>
        <source>Check the box around the signature first.</source>
        <translation>Prüfen Sie zuerst den Rahmen um die Unterschrift.</translation>
    </message>
    <message>
        <source>Print runs into it: compare it yourself.</source>
        <translation>Aufdruck überlagert sie: Vergleichen Sie mit bloßem Auge.</translation>
    </message>
    <message>
        <source>Check whose the specimens are, then compare it.</source>
        <translation>Prüfen Sie, von wem die Proben sind, und vergleichen Sie dann.</translation>
    </message>
    <message>
        <source>Compare it there, or call the customer.</source>
        <translation>Vergleichen Sie diese Stellen, oder rufen Sie den Kunden an.</translation>
    </message>
    <message>
        <source>Compare it, or call the customer.</source>
        <translation>Vergleichen Sie sie, oder rufen Sie den Kunden an.</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}.</translation>
    </message>
</context>
<context>
    <name>WorkListController</name>
    <message>
        <source>Reading results</source>
        <translation>Ergebnisse werden gelesen</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) added to the work list</source>
        <translation>
            <numerusform>%n Fall zur Arbeitsliste hinzugefügt</numerusform>
            <numerusform>%n Fälle zur Arbeitsliste hinzugefügt</numerusform>
        </translation>
    </message>
    <message>
        <source>{case} was removed from the list. Edit &gt; Restore removed case brings it back.</source>
        <translation>{case} wurde aus der Liste entfernt. Bearbeiten &gt; Entfernten Fall zurückholen bringt ihn zurück.</translation>
    </message>
    <message>
        <source>The case</source>
        <translation>Der Fall</translation>
    </message>
    <message>
        <source>A decided case can&apos;t be parked.</source>
        <translation>Ein entschiedener Fall kann nicht zurückgestellt werden.</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) now have these specimens</source>
        <translation>
            <numerusform>%n Fall hat jetzt diese Proben</numerusform>
            <numerusform>%n Fälle haben jetzt diese Proben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkListPanel</name>
    <message>
        <source>Work list</source>
        <translation>Arbeitsliste</translation>
    </message>
    <message>
        <source>Which cases to show</source>
        <translation>Welche Fälle gezeigt werden</translation>
    </message>
    <message>
        <source>All ({count})</source>
        <translation>Alle ({count})</translation>
    </message>
    <message>
        <source>To decide ({count})</source>
        <translation>Zu entscheiden ({count})</translation>
    </message>
    <message>
        <source>To look at ({count})</source>
        <translation>Anzusehen ({count})</translation>
    </message>
    <message>
        <source>Pending approval ({count})</source>
        <translation>Freigabe offen ({count})</translation>
    </message>
    <message>
        <source>Decided ({count})</source>
        <translation>Entschieden ({count})</translation>
    </message>
    <message>
        <source>Parked ({count})</source>
        <translation>Zurückgestellt ({count})</translation>
    </message>
    <message>
        <source>{done} of {all} decided</source>
        <translation>{done} von {all} entschieden</translation>
    </message>
    <message>
        <source>{count} pending</source>
        <translation>{count} offen</translation>
    </message>
</context>
<context>
    <name>WorkPanel</name>
    <message>
        <source>Stopped. It will continue where it stopped.</source>
        <translation>Angehalten. Es geht an derselben Stelle weiter.</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}: {done} von {total}</translation>
    </message>
    <message>
        <source>{text}, about {left} left</source>
        <translation>{text}, noch etwa {left}</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} min</translation>
    </message>
</context>
<context>
    <name>_CaseList</name>
    <message>
        <source>no specimens</source>
        <translation>keine Proben</translation>
    </message>
    <message>
        <source>{verdict}, pending approval</source>
        <translation>{verdict}, Freigabe offen</translation>
    </message>
    <message>
        <source>you: {verdict}</source>
        <translation>Sie: {verdict}</translation>
    </message>
    <message>
        <source>parked</source>
        <translation>zurückgestellt</translation>
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source>not found:</source>
        <translation>nicht gefunden:</translation>
    </message>
</context>
<context>
    <name>_SpecimenCard</name>
    <message>
        <source>Click to compare with this specimen</source>
        <translation>Klicken, um mit dieser Probe zu vergleichen</translation>
    </message>
    <message>
        <source>The ink that is compared; click to correct it</source>
        <translation>Die Tinte, die verglichen wird; klicken, um sie zu korrigieren</translation>
    </message>
    <message>
        <source>Ink of {name}</source>
        <translation>Tinte von {name}</translation>
    </message>
    <message>
        <source>Remove this specimen</source>
        <translation>Diese Probe entfernen</translation>
    </message>
    <message>
        <source>Similarity of the cheque to this specimen alone</source>
        <translation>Ähnlichkeit des Schecks mit dieser Probe allein</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>This file can&apos;t be used.</source>
        <translation>Diese Datei ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Date of the file</source>
        <translation>Datum der Datei</translation>
    </message>
    <message>
        <source>Valid from this day</source>
        <translation>Gültig ab diesem Tag</translation>
    </message>
</context>
</TS>
