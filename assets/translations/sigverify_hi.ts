<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="hi" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About</source>
        <translation>परिचय</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>संस्करण {version}</translation>
    </message>
    <message>
        <source>The similarity, on a scale from 0 to 1, says how much better two signatures fit one writer than a skilled forgery. It is evidence, not a probability of fraud: the bank knows how often forgeries occur, the program does not. The program assists; you decide.</source>
        <translation>समानता 0 से 1 के पैमाने पर बताती है कि हस्ताक्षरों का जोड़ा कुशल जालसाज़ी की तुलना में एक ही व्यक्ति के लेखन जैसा कितना अधिक दिखता है। यह साक्ष्य है, धोखाधड़ी की संभावना नहीं: जालसाज़ी कितनी बार होती है, यह बैंक जानता है, प्रोग्राम नहीं। प्रोग्राम सहायता करता है; निर्णय आपका है।</translation>
    </message>
    <message>
        <source>Apache-2.0. Qt is used under the LGPL, version 3.</source>
        <translation>Apache-2.0. Qt का उपयोग LGPL संस्करण 3 के अंतर्गत है।</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>मॉडल</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>लोड नहीं है</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>अंशांकन</translation>
    </message>
    <message>
        <source>Thresholds</source>
        <translation>सीमाएँ</translation>
    </message>
    <message>
        <source>accepted from {accept}, flagged below {flag}</source>
        <translation>{accept} से स्वीकृत, {flag} से नीचे संदिग्ध</translation>
    </message>
</context>
<context>
    <name>AccountForm</name>
    <message>
        <source>Compares with the account&apos;s specimens in the register and checks its mandate</source>
        <translation>रजिस्टर में खाते के नमूनों से मिलाता है और उसके अधिदेश को परखता है</translation>
    </message>
    <message>
        <source>The mandate may ask for other signatures above an amount</source>
        <translation>एक राशि से ऊपर अधिदेश दूसरे हस्ताक्षर माँग सकता है</translation>
    </message>
    <message>
        <source>Use amount</source>
        <translation>राशि लें</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>रद्द करें</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>खाता</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>राशि</translation>
    </message>
    <message>
        <source>Use amount {amount}</source>
        <translation>राशि {amount} लें</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>फ़ाइल (&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open cheques…</source>
        <translation>चेक खोलें… (&amp;O)</translation>
    </message>
    <message>
        <source>One or several; several become a work list</source>
        <translation>एक या अनेक; अनेक होने पर कार्य-सूची बनती है</translation>
    </message>
    <message>
        <source>Add &amp;specimens…</source>
        <translation>नमूने जोड़ें… (&amp;S)</translation>
    </message>
    <message>
        <source>Signatures known to be genuine</source>
        <translation>हस्ताक्षर जो निश्चित रूप से असली हैं</translation>
    </message>
    <message>
        <source>Open &amp;batch results…</source>
        <translation>बैच परिणाम खोलें… (&amp;B)</translation>
    </message>
    <message>
        <source>The result file of a run as a work list</source>
        <translation>किसी रन की परिणाम फ़ाइल कार्य-सूची के रूप में</translation>
    </message>
    <message>
        <source>Open the &amp;demo case</source>
        <translation>उदाहरण मामला खोलें (&amp;D)</translation>
    </message>
    <message>
        <source>Three made-up cheques and three specimens</source>
        <translation>तीन काल्पनिक चेक और तीन नमूने</translation>
    </message>
    <message>
        <source>Save &amp;report…</source>
        <translation>रिपोर्ट सहेजें… (&amp;R)</translation>
    </message>
    <message>
        <source>A PDF of the case with pictures and decision</source>
        <translation>चित्रों और निर्णय सहित मामले की PDF</translation>
    </message>
    <message>
        <source>&amp;Print report…</source>
        <translation>रिपोर्ट छापें… (&amp;P)</translation>
    </message>
    <message>
        <source>Re&amp;gister…</source>
        <translation>र&amp;जिस्टर…</translation>
    </message>
    <message>
        <source>Accounts, signatories and their specimens</source>
        <translation>खाते, हस्ताक्षरकर्ता और उनके नमूने</translation>
    </message>
    <message>
        <source>&amp;Calibrate on your own signatures…</source>
        <translation>अपने हस्ताक्षरों पर अंशांकन करें… (&amp;C)</translation>
    </message>
    <message>
        <source>Sets the thresholds; for risk officers</source>
        <translation>सीमाएँ तय करता है; जोखिम अधिकारियों के लिए</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>सेटिंग… (&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>बंद करें (&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>संपादन (&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>चिपकाएँ (&amp;P)</translation>
    </message>
    <message>
        <source>A cheque from the clipboard</source>
        <translation>क्लिपबोर्ड से एक चेक</translation>
    </message>
    <message>
        <source>Paste as s&amp;pecimen</source>
        <translation>नमूने के रूप में चिपकाएँ (&amp;P)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>दृश्य (&amp;V)</translation>
    </message>
    <message>
        <source>Whole &amp;cheque</source>
        <translation>पूरा चेक (&amp;C)</translation>
    </message>
    <message>
        <source>Only the &amp;signature</source>
        <translation>केवल हस्ताक्षर (&amp;S)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>बड़ा करें (&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>छोटा करें (&amp;O)</translation>
    </message>
    <message>
        <source>Pending &amp;approvals…</source>
        <translation>लंबित &amp;अनुमोदन…</translation>
    </message>
    <message>
        <source>Decisions of colleagues to approve or decline</source>
        <translation>सहकर्मियों के निर्णय अनुमोदित या अस्वीकृत करें</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;पूर्ववत करें</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;दोबारा करें</translation>
    </message>
    <message>
        <source>Use these specimens for all cases without any…</source>
        <translation>जिन मामलों में नमूने नहीं, उन सबमें ये नमूने लें…</translation>
    </message>
    <message>
        <source>Use this signature as a spe&amp;cimen…</source>
        <translation>इस हस्ताक्षर को न&amp;मूना बनाएँ…</translation>
    </message>
    <message>
        <source>Of an account in the register; its ink can be corrected</source>
        <translation>रजिस्टर के किसी खाते का; स्याही सुधारी जा सकती है</translation>
    </message>
    <message>
        <source>Re&amp;move the case</source>
        <translation>मामला &amp;हटाएँ</translation>
    </message>
    <message>
        <source>From the list; it can be restored</source>
        <translation>सूची से; वापस लाया जा सकता है</translation>
    </message>
    <message>
        <source>Re&amp;store removed case</source>
        <translation>हटाया मामला &amp;वापस लाएँ</translation>
    </message>
    <message>
        <source>&amp;Clear list…</source>
        <translation>सूची &amp;खाली करें…</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;कतार</translation>
    </message>
    <message>
        <source>All cases in a table, or the case again</source>
        <translation>सभी मामले तालिका में, या फिर मामला</translation>
    </message>
    <message>
        <source>The cheque, or the signatures again</source>
        <translation>चेक दिखाएँ, या फिर हस्ताक्षर</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;पूरा दिखाएँ</translation>
    </message>
    <message>
        <source>On the cheque</source>
        <translation>चेक पर</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>&amp;100 %</translation>
    </message>
    <message>
        <source>&amp;Next layer</source>
        <translation>&amp;अगली परत</translation>
    </message>
    <message>
        <source>Original, ink, overlay, blink, agreement</source>
        <translation>मूल, स्याही, एक पर एक, बारी-बारी, मेल</translation>
    </message>
    <message>
        <source>&amp;Blink</source>
        <translation>बारी-बारी (&amp;B)</translation>
    </message>
    <message>
        <source>More co&amp;ntrast</source>
        <translation>अधिक &amp;कंट्रास्ट</translation>
    </message>
    <message>
        <source>N&amp;egative</source>
        <translation>&amp;नेगेटिव</translation>
    </message>
    <message>
        <source>&amp;Measure</source>
        <translation>&amp;मापें</translation>
    </message>
    <message>
        <source>Stac&amp;ked or side by side</source>
        <translation>&amp;ऊपर-नीचे या साथ-साथ</translation>
    </message>
    <message>
        <source>Sco&amp;res</source>
        <translation>&amp;अंक</translation>
    </message>
    <message>
        <source>The similarities behind the verdict</source>
        <translation>निष्कर्ष के पीछे की समानताएँ</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>पूरी स्क्रीन</translation>
    </message>
    <message>
        <source>Reset the layout</source>
        <translation>लेआउट फिर से सेट करें</translation>
    </message>
    <message>
        <source>&amp;Signature</source>
        <translation>हस्ताक्षर (&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Previous candidate</source>
        <translation>पिछला संभावित स्थान (&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Next candidate</source>
        <translation>अगला संभावित स्थान (&amp;N)</translation>
    </message>
    <message>
        <source>Another place that may hold a signature</source>
        <translation>दूसरी जगह जहाँ हस्ताक्षर हो सकता है</translation>
    </message>
    <message>
        <source>The &amp;box is right</source>
        <translation>घेरा सही है (&amp;B)</translation>
    </message>
    <message>
        <source>Settles the program&apos;s doubts about it</source>
        <translation>इसके बारे में प्रोग्राम का संदेह दूर करता है</translation>
    </message>
    <message>
        <source>&amp;Draw a box</source>
        <translation>घेरा खींचें (&amp;D)</translation>
    </message>
    <message>
        <source>Drag around the signature; dragging with Shift does the same</source>
        <translation>हस्ताक्षर के चारों ओर खींचें; Shift दबाकर भी</translation>
    </message>
    <message>
        <source>Use the &amp;whole image</source>
        <translation>पूरा चित्र लें (&amp;W)</translation>
    </message>
    <message>
        <source>For an image of the signature alone</source>
        <translation>केवल हस्ताक्षर वाले चित्र के लिए</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>बाएँ घुमाएँ (&amp;L)</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>दाएँ घुमाएँ (&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Case</source>
        <translation>मामला (&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Previous case</source>
        <translation>पिछला मामला (&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Next case</source>
        <translation>अगला मामला (&amp;N)</translation>
    </message>
    <message>
        <source>Pa&amp;y</source>
        <translation>भुगतान (&amp;Y)</translation>
    </message>
    <message>
        <source>&amp;Return</source>
        <translation>वापस करें (&amp;R)</translation>
    </message>
    <message>
        <source>Re&amp;fer</source>
        <translation>आगे भेजें (&amp;F)</translation>
    </message>
    <message>
        <source>To a specialist or a supervisor</source>
        <translation>विशेषज्ञ या पर्यवेक्षक को</translation>
    </message>
    <message>
        <source>Record the &amp;decision</source>
        <translation>निर्णय दर्ज करें (&amp;D)</translation>
    </message>
    <message>
        <source>And go to the next open case</source>
        <translation>और अगले खुले मामले पर जाएँ</translation>
    </message>
    <message>
        <source>Re&amp;open…</source>
        <translation>फिर &amp;खोलें…</translation>
    </message>
    <message>
        <source>Withdraw the decision, with a reason</source>
        <translation>कारण देकर निर्णय वापस लें</translation>
    </message>
    <message>
        <source>P&amp;ark</source>
        <translation>अलग रखें (&amp;A)</translation>
    </message>
    <message>
        <source>Put the case aside, or take it up again</source>
        <translation>मामला अलग रखें, या फिर लें</translation>
    </message>
    <message>
        <source>Resume &amp;checking the list</source>
        <translation>सूची की जाँच जारी रखें (&amp;O)</translation>
    </message>
    <message>
        <source>After you have stopped it</source>
        <translation>रोकने के बाद</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>सहायता (&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keys and first steps</source>
        <translation>कुंजियाँ और पहले कदम (&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>परिचय (&amp;A)</translation>
    </message>
</context>
<context>
    <name>ActivityBar</name>
    <message>
        <source>Progress</source>
        <translation>प्रगति</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>रोकें</translation>
    </message>
    <message>
        <source>Stop the running tasks</source>
        <translation>चल रहे काम रोकें</translation>
    </message>
</context>
<context>
    <name>ApprovalsWindow</name>
    <message>
        <source>Note, required to decline</source>
        <translation>टिप्पणी, अस्वीकार करने के लिए आवश्यक</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>टिप्पणी</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>अस्वीकार करें</translation>
    </message>
    <message>
        <source>Pending approvals</source>
        <translation>लंबित अनुमोदन</translation>
    </message>
    <message>
        <source>Open the case</source>
        <translation>मामला खोलें</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>अनुमोदित करें</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>पढ़ा जा रहा है…</translation>
    </message>
    <message>
        <source>No approval is pending.</source>
        <translation>कोई अनुमोदन लंबित नहीं है।</translation>
    </message>
    <message>
        <source>This decision is your own: a colleague has to approve it.</source>
        <translation>यह निर्णय आपका अपना है: किसी सहकर्मी को इसे अनुमोदित करना होगा।</translation>
    </message>
    <message>
        <source>This change is your own: a colleague has to approve it.</source>
        <translation>यह परिवर्तन आपका अपना है: किसी सहकर्मी को इसे अनुमोदित करना होगा।</translation>
    </message>
    <message>
        <source>Compare it with the paper before you approve. The change takes effect at once, and your name is recorded with it.</source>
        <translation>अनुमोदित करने से पहले इसे मूल कागज़ से मिलाएँ। परिवर्तन तुरंत लागू होता है, और आपका नाम इसके साथ दर्ज होता है।</translation>
    </message>
    <message>
        <source>Compare the signatures yourself before you approve: your name is recorded with the decision.</source>
        <translation>अनुमोदन से पहले हस्ताक्षरों की तुलना स्वयं करें: निर्णय के साथ आपका नाम दर्ज होता है।</translation>
    </message>
    <message>
        <source>The case is not on this work list.</source>
        <translation>यह मामला इस कार्य-सूची में नहीं है।</translation>
    </message>
    <message>
        <source>account {number}</source>
        <translation>खाता {number}</translation>
    </message>
    <message>
        <source>proposed by {person}, {when}</source>
        <translation>{person} का प्रस्ताव, {when}</translation>
    </message>
    <message>
        <source>UNLIKE THE OTHER SPECIMENS</source>
        <translation>अन्य नमूनों से भिन्न</translation>
    </message>
    <message>
        <source>decided by {person}, {when}</source>
        <translation>निर्णय {person} का, {when}</translation>
    </message>
    <message>
        <source>the program says: {decision}</source>
        <translation>प्रोग्राम कहता है: {decision}</translation>
    </message>
    <message>
        <source>pending because {why}</source>
        <translation>लंबित, क्योंकि {why}</translation>
    </message>
    <message>
        <source>note: {note}</source>
        <translation>टिप्पणी: {note}</translation>
    </message>
</context>
<context>
    <name>BackgroundCheck</name>
    <message>
        <source>Checking the work list</source>
        <translation>कार्य-सूची की जाँच हो रही है</translation>
    </message>
</context>
<context>
    <name>CalibrationWizard</name>
    <message>
        <source>Calibrate on your own signatures</source>
        <translation>अपने हस्ताक्षरों पर अंशांकन</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>पीछे (&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>आगे (&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Finish</source>
        <translation>पूरा करें (&amp;F)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>रद्द करें</translation>
    </message>
    <message>
        <source>Opening the wizard</source>
        <translation>सहायक खोला जा रहा है</translation>
    </message>
</context>
<context>
    <name>CaseController</name>
    <message>
        <source>Loading the model</source>
        <translation>मॉडल लोड हो रहा है</translation>
    </message>
    <message>
        <source>Reading the cheque</source>
        <translation>चेक पढ़ा जा रहा है</translation>
    </message>
    <message>
        <source>Comparing</source>
        <translation>तुलना हो रही है</translation>
    </message>
    <message>
        <source>Drawing the comparison</source>
        <translation>तुलना बनाई जा रही है</translation>
    </message>
</context>
<context>
    <name>CaseEditor</name>
    <message>
        <source>The specimens come from the register while there is an account.</source>
        <translation>जब तक खाता दिया है, नमूने रजिस्टर से आते हैं।</translation>
    </message>
    <message>
        <source>add specimens</source>
        <translation>नमूने जोड़ना</translation>
    </message>
    <message>
        <source>remove specimen</source>
        <translation>नमूना हटाना</translation>
    </message>
    <message>
        <source>correct specimen</source>
        <translation>नमूना सुधारना</translation>
    </message>
    <message>
        <source>use the same specimens</source>
        <translation>वही नमूने लेना</translation>
    </message>
    <message>
        <source>set the account</source>
        <translation>खाता देना</translation>
    </message>
    <message>
        <source>move the box</source>
        <translation>घेरा खिसकाना</translation>
    </message>
    <message>
        <source>confirm the box</source>
        <translation>घेरे की पुष्टि</translation>
    </message>
    <message>
        <source>turn the image</source>
        <translation>चित्र घुमाना</translation>
    </message>
    <message>
        <source>No signature found. Draw the box yourself.</source>
        <translation>कोई हस्ताक्षर नहीं मिला। घेरा स्वयं बनाएँ।</translation>
    </message>
    <message>
        <source>use another candidate</source>
        <translation>दूसरा स्थान लेना</translation>
    </message>
    <message>
        <source>examine another page</source>
        <translation>दूसरा पृष्ठ जाँचना</translation>
    </message>
    <message>
        <source>This case is decided. Reopen it before you change it.</source>
        <translation>इस मामले पर निर्णय हो चुका है। बदलने से पहले इसे फिर खोलें।</translation>
    </message>
    <message>
        <source>The decision on this case is being recorded.</source>
        <translation>इस मामले का निर्णय दर्ज किया जा रहा है।</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>The decision is being recorded.</source>
        <translation>निर्णय दर्ज किया जा रहा है।</translation>
    </message>
    <message>
        <source>Use or cancel the account and the amount that you typed.</source>
        <translation>लिखे हुए खाते और राशि को लें या रद्द करें।</translation>
    </message>
    <message>
        <source>Wait for the program&apos;s verdict.</source>
        <translation>प्रोग्राम के निष्कर्ष की प्रतीक्षा करें।</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>तुलना हो रही है…</translation>
    </message>
    <message>
        <source>Open a cheque to compare with the specimens.</source>
        <translation>नमूनों से तुलना के लिए चेक खोलें।</translation>
    </message>
    <message>
        <source>Add specimens of the person who should have signed.</source>
        <translation>जिसे हस्ताक्षर करना था उसके नमूने जोड़ें।</translation>
    </message>
</context>
<context>
    <name>ChangeView</name>
    <message>
        <source>What would change</source>
        <translation>क्या बदलेगा</translation>
    </message>
    <message>
        <source>none</source>
        <translation>कोई नहीं</translation>
    </message>
    <message>
        <source>Mandate in force now: {mandate}</source>
        <translation>अभी लागू अधिदेश: {mandate}</translation>
    </message>
    <message>
        <source>The new specimen is unlike the signatory&apos;s others. A cheque signed like it would not be accepted by them.</source>
        <translation>नया नमूना इस हस्ताक्षरकर्ता के अन्य नमूनों से भिन्न है। ऐसे हस्ताक्षर वाला चेक उनसे स्वीकार नहीं होगा।</translation>
    </message>
    <message>
        <source>New specimen</source>
        <translation>नया नमूना</translation>
    </message>
    <message>
        <source>Specimen that ends</source>
        <translation>समाप्त होने वाला नमूना</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>पढ़ा जा रहा है…</translation>
    </message>
    <message>
        <source>There is no image.</source>
        <translation>कोई चित्र नहीं है।</translation>
    </message>
    <message>
        <source>The signatory&apos;s other specimens</source>
        <translation>हस्ताक्षरकर्ता के अन्य नमूने</translation>
    </message>
    <message>
        <source>Specimens of the account&apos;s signatories</source>
        <translation>खाते के हस्ताक्षरकर्ताओं के नमूने</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>खाता</translation>
    </message>
    <message>
        <source>Signatory</source>
        <translation>हस्ताक्षरकर्ता</translation>
    </message>
    <message>
        <source>End of a signatory&apos;s right</source>
        <translation>हस्ताक्षर के अधिकार की समाप्ति</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>अधिदेश</translation>
    </message>
    <message>
        <source>End of a specimen</source>
        <translation>नमूने की समाप्ति</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>अंशांकन</translation>
    </message>
    <message>
        <source>Policy of the site</source>
        <translation>साइट की नीति</translation>
    </message>
    <message>
        <source>Master key</source>
        <translation>मुख्य कुंजी</translation>
    </message>
    <message>
        <source>The account is added if it is not there yet.</source>
        <translation>खाता जोड़ा जाता है यदि वह अभी नहीं है।</translation>
    </message>
    <message>
        <source>Holder: {holder}</source>
        <translation>खाताधारक: {holder}</translation>
    </message>
    <message>
        <source>{name} may sign again from {first_day}.</source>
        <translation>{name} {first_day} से फिर हस्ताक्षर कर सकते हैं।</translation>
    </message>
    <message>
        <source>{name} may sign from {first_day}.</source>
        <translation>{name} {first_day} से हस्ताक्षर कर सकते हैं।</translation>
    </message>
    <message>
        <source>{name} may sign until {last_day}.</source>
        <translation>{name} {last_day} तक ही हस्ताक्षर कर सकते हैं, बाद में नहीं।</translation>
    </message>
    <message>
        <source>{name} gets a specimen, valid from {first_day}.</source>
        <translation>{name} को एक नमूना मिलता है, जो {first_day} से मान्य है।</translation>
    </message>
    <message>
        <source>{name} gets a specimen instead of number {replaces}, valid from {first_day}.</source>
        <translation>{name} को संख्या {replaces} की जगह एक नमूना मिलता है, जो {first_day} से मान्य है।</translation>
    </message>
    <message>
        <source>Specimen {number} is valid until {last_day}.</source>
        <translation>नमूना {number} {last_day} तक मान्य है।</translation>
    </message>
    <message>
        <source>New mandate from {first_day}: {mandate}</source>
        <translation>{first_day} से नया अधिदेश: {mandate}</translation>
    </message>
    <message>
        <source>Last day: {last_day}</source>
        <translation>अंतिम दिन: {last_day}</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Reading images</source>
        <translation>चित्र पढ़े जा रहे हैं</translation>
    </message>
    <message>
        <source>Check the data</source>
        <translation>डेटा की जाँच</translation>
    </message>
    <message>
        <source>Each image is read as in a verification. You can stop at any time.</source>
        <translation>हर चित्र सत्यापन की तरह पढ़ा जाता है। आप इसे कभी भी रोक सकते हैं।</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>चित्र</translation>
    </message>
    <message>
        <source>Why it is not used</source>
        <translation>उपयोग न होने का कारण</translation>
    </message>
    <message>
        <source>Images that are not used</source>
        <translation>चित्र जिनका उपयोग नहीं हुआ</translation>
    </message>
    <message>
        <source>{signers} signers with {genuine} genuine signatures and {forged} skilled forgeries can be used. Left out: duplicates {duplicates}, digitised twice {copies}, unusable {unusable}.</source>
        <translation>{signers} हस्ताक्षरकर्ता, {genuine} असली हस्ताक्षर और {forged} कुशल जालसाज़ी उपयोग योग्य। छोड़े गए: दोहराए {duplicates}, दो बार डिजिटल {copies}, अनुपयोगी {unusable}।</translation>
    </message>
    <message>
        <source>The next run will read all images again: {why}</source>
        <translation>अगला रन सभी चित्र फिर से पढ़ेगा: {why}</translation>
    </message>
</context>
<context>
    <name>ChequePanel</name>
    <message>
        <source>Cheque</source>
        <translation>चेक</translation>
    </message>
    <message>
        <source>This page is not examined.</source>
        <translation>यह पृष्ठ जाँचा नहीं गया है।</translation>
    </message>
    <message>
        <source>whole image</source>
        <translation>पूरा चित्र</translation>
    </message>
    <message>
        <source>signature {place} of {count}</source>
        <translation>हस्ताक्षर {place}, कुल {count}</translation>
    </message>
    <message>
        <source>candidate {place} of {count}, {sure} % sure</source>
        <translation>संभावित स्थान {place} / {count}, {sure} % निश्चित</translation>
    </message>
    <message>
        <source>box set by hand</source>
        <translation>घेरा हाथ से लगाया</translation>
    </message>
    <message>
        <source>Drop a cheque here, paste one, or open one.</source>
        <translation>चेक यहाँ छोड़ें, चिपकाएँ या खोलें।</translation>
    </message>
    <message>
        <source>Open cheques…</source>
        <translation>चेक खोलें…</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>विवरण…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>हटाएँ</translation>
    </message>
</context>
<context>
    <name>ChequeStrip</name>
    <message>
        <source>Cheque</source>
        <translation>चेक</translation>
    </message>
    <message>
        <source>Click to see the whole cheque (key F)</source>
        <translation>पूरा चेक देखने के लिए क्लिक करें (कुंजी F)</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>पृष्ठ</translation>
    </message>
    <message>
        <source>Examine this page</source>
        <translation>यह पृष्ठ जाँचें</translation>
    </message>
    <message>
        <source>Page {page} of {pages}</source>
        <translation>पृष्ठ {page} / {pages}</translation>
    </message>
</context>
<context>
    <name>ChequeView</name>
    <message>
        <source>Cheque</source>
        <translation>चेक</translation>
    </message>
    <message>
        <source>Arrow keys move the box; with Shift they change its size; with Ctrl they move it by single pixels. Plus and minus zoom.</source>
        <translation>तीर कुंजियाँ घेरा खिसकाती हैं, Shift के साथ आकार बदलती हैं, Ctrl के साथ एक-एक पिक्सेल। प्लस और माइनस से बड़ा-छोटा करें।</translation>
    </message>
</context>
<context>
    <name>ClerkForm</name>
    <message>
        <source>Your decision</source>
        <translation>आपका निर्णय</translation>
    </message>
    <message>
        <source>Key {key}</source>
        <translation>कुंजी {key}</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>कारण</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>टिप्पणी</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>दर्ज करें</translation>
    </message>
    <message>
        <source>Reopen…</source>
        <translation>फिर खोलें…</translation>
    </message>
    <message>
        <source>Pending approval by a second person: {why}.</source>
        <translation>दूसरे व्यक्ति का अनुमोदन लंबित: {why}।</translation>
    </message>
    <message>
        <source>Approved by {person}</source>
        <translation>{person} ने अनुमोदित किया</translation>
    </message>
    <message>
        <source>A return requires a reason.</source>
        <translation>लौटाने के लिए कारण आवश्यक है।</translation>
    </message>
    <message>
        <source>Reason required to override the program.</source>
        <translation>प्रोग्राम से अलग निर्णय के लिए कारण आवश्यक है।</translation>
    </message>
    <message>
        <source>Reason…</source>
        <translation>कारण…</translation>
    </message>
    <message>
        <source>There is no cheque to decide on.</source>
        <translation>निर्णय के लिए कोई चेक नहीं है।</translation>
    </message>
    <message>
        <source>Choose pay, return or refer.</source>
        <translation>भुगतान, वापसी या आगे भेजना चुनें।</translation>
    </message>
</context>
<context>
    <name>ComparisonPanel</name>
    <message>
        <source>Comparison</source>
        <translation>तुलना</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>मूल</translation>
    </message>
    <message>
        <source>Both as photographed</source>
        <translation>दोनों, जैसे चित्र में हैं</translation>
    </message>
    <message>
        <source>Ink</source>
        <translation>स्याही</translation>
    </message>
    <message>
        <source>The ink that the program compares, over both</source>
        <translation>वह स्याही जिसकी प्रोग्राम तुलना करता है, दोनों के ऊपर</translation>
    </message>
    <message>
        <source>Each ink laid over the other signature</source>
        <translation>हर स्याही दूसरे हस्ताक्षर के ऊपर</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>ज़ूम</translation>
    </message>
    <message>
        <source>Whole signatures, or one to one</source>
        <translation>पूरे हस्ताक्षर, या मूल आकार</translation>
    </message>
    <message>
        <source>Stacked or side by side</source>
        <translation>ऊपर-नीचे या साथ-साथ</translation>
    </message>
    <message>
        <source>More contrast (key N)</source>
        <translation>अधिक कंट्रास्ट (कुंजी N)</translation>
    </message>
    <message>
        <source>Negative (key I)</source>
        <translation>नेगेटिव (कुंजी I)</translation>
    </message>
    <message>
        <source>Measure: drag a line (key M)</source>
        <translation>मापें: रेखा खींचें (कुंजी M)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>स्वचालित</translation>
    </message>
    <message>
        <source>Stacked</source>
        <translation>ऊपर-नीचे</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>साथ-साथ</translation>
    </message>
    <message>
        <source>Drag a line over a stroke.</source>
        <translation>किसी रेखा पर खींचें।</translation>
    </message>
    <message>
        <source>Length {share} % of the signature&apos;s width, slope {degrees}°</source>
        <translation>लंबाई हस्ताक्षर की चौड़ाई का {share} %, झुकाव {degrees}°</translation>
    </message>
    <message>
        <source>Lines on the other: cheque {cheque} %, specimen {specimen} %. Turned by {degrees}°, size {scale} %.</source>
        <translation>दूसरे पर रेखाएँ: चेक {cheque} %, नमूना {specimen} %। {degrees}° घुमाया, आकार {scale} %।</translation>
    </message>
    <message>
        <source>cheque {cheque} %, specimen {specimen} %</source>
        <translation>चेक {cheque} %, नमूना {specimen} %</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>ऊपर रखकर</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>बारी-बारी</translation>
    </message>
    <message>
        <source>Both alternately at the same place</source>
        <translation>दोनों बारी-बारी से उसी जगह</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>मेल</translation>
    </message>
    <message>
        <source>Which parts of one signature the network finds on the other</source>
        <translation>जहाँ नेटवर्क एक के भाग दूसरे पर फिर पाता है</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>चेक</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>अभी तुलना के लिए कुछ नहीं</translation>
    </message>
    <message>
        <source>No ink</source>
        <translation>स्याही नहीं</translation>
    </message>
    <message>
        <source>Specimen</source>
        <translation>नमूना</translation>
    </message>
</context>
<context>
    <name>Core</name>
    <message>
        <source>The signature is only {pixels} pixels long. Scan it again at 200 dpi or more.</source>
        <translation>हस्ताक्षर केवल {pixels} पिक्सेल लंबा है। 200 dpi या अधिक पर फिर स्कैन करें।</translation>
    </message>
    <message>
        <source>There is too little ink for a signature. Check that the right area was cut out.</source>
        <translation>हस्ताक्षर के लिए स्याही बहुत कम है। जाँचें कि सही भाग काटा गया है।</translation>
    </message>
    <message>
        <source>This is a filled area, not a signature. Check that the right area was cut out.</source>
        <translation>यह भरा हुआ क्षेत्र है, हस्ताक्षर नहीं। जाँचें कि सही भाग काटा गया है।</translation>
    </message>
    <message>
        <source>This is a single line, not a signature. Check that the right area was cut out.</source>
        <translation>यह एक रेखा है, हस्ताक्षर नहीं। जाँचें कि सही भाग काटा गया है।</translation>
    </message>
    <message>
        <source>These are ruled lines or bars, not a signature. Cut out the signature alone.</source>
        <translation>ये छपी रेखाएँ या पट्टियाँ हैं, हस्ताक्षर नहीं। केवल हस्ताक्षर काटें।</translation>
    </message>
    <message>
        <source>This looks like a page of text. Cut out the signature alone.</source>
        <translation>यह पाठ का पृष्ठ लगता है। केवल हस्ताक्षर काटें।</translation>
    </message>
    <message>
        <source>The ink hardly stands out from the paper. Scan it again with more contrast.</source>
        <translation>स्याही कागज़ से मुश्किल से अलग दिखती है। अधिक कंट्रास्ट पर फिर स्कैन करें।</translation>
    </message>
    <message>
        <source>Only page 1 of {pages} was examined. Look at the other pages too.</source>
        <translation>{pages} में से केवल पृष्ठ 1 जाँचा गया। दूसरे पृष्ठ भी देखें।</translation>
    </message>
    <message>
        <source>No signature was found on the cheque. If it is signed, give the signature&apos;s box.</source>
        <translation>चेक पर हस्ताक्षर नहीं मिला। यदि हस्ताक्षर है तो उसका घेरा दें।</translation>
    </message>
    <message>
        <source>Check the box: {doubt}.</source>
        <translation>घेरा जाँचें: {doubt}।</translation>
    </message>
    <message>
        <source>several places look like signatures</source>
        <translation>कई जगहें हस्ताक्षर जैसी दिखती हैं</translation>
    </message>
    <message>
        <source>Check the ink: {doubt}.</source>
        <translation>स्याही जाँचें: {doubt}।</translation>
    </message>
    <message>
        <source>print runs into the signature, or the scan is too poor to tell the two apart; compare the signatures yourself</source>
        <translation>छपाई हस्ताक्षर में मिल गई है, या स्कैन इतना खराब है कि दोनों अलग नहीं होते; हस्ताक्षरों को आँख से मिलाएँ</translation>
    </message>
    <message>
        <source>as alike as signatures of one writer</source>
        <translation>एक ही व्यक्ति के हस्ताक्षरों जैसे समान</translation>
    </message>
    <message>
        <source>a person should look at it</source>
        <translation>इसे स्वयं जाँचें</translation>
    </message>
    <message>
        <source>suspected forgery</source>
        <translation>जालसाज़ी का संदेह</translation>
    </message>
    <message>
        <source>the images can&apos;t be compared</source>
        <translation>चित्रों से तुलना संभव नहीं</translation>
    </message>
    <message>
        <source>weak evidence for a genuine signature</source>
        <translation>असली हस्ताक्षर होने का कमज़ोर प्रमाण</translation>
    </message>
    <message>
        <source>moderate evidence for a genuine signature</source>
        <translation>असली हस्ताक्षर होने का मध्यम प्रमाण</translation>
    </message>
    <message>
        <source>moderately strong evidence for a genuine signature</source>
        <translation>असली हस्ताक्षर होने का काफ़ी मज़बूत प्रमाण</translation>
    </message>
    <message>
        <source>strong evidence for a genuine signature</source>
        <translation>असली हस्ताक्षर होने का मज़बूत प्रमाण</translation>
    </message>
    <message>
        <source>weak evidence for an imitation</source>
        <translation>नकली हस्ताक्षर होने का कमज़ोर प्रमाण</translation>
    </message>
    <message>
        <source>moderate evidence for an imitation</source>
        <translation>नकली हस्ताक्षर होने का मध्यम प्रमाण</translation>
    </message>
    <message>
        <source>moderately strong evidence for an imitation</source>
        <translation>नकली हस्ताक्षर होने का काफ़ी मज़बूत प्रमाण</translation>
    </message>
    <message>
        <source>strong evidence for an imitation</source>
        <translation>नकली हस्ताक्षर होने का मज़बूत प्रमाण</translation>
    </message>
    <message>
        <source>the left, middle and right parts agree</source>
        <translation>बायाँ, बीच का और दायाँ भाग मेल खाते हैं</translation>
    </message>
    <message>
        <source>the middle and right parts agree; the left part differs</source>
        <translation>बीच का और दायाँ भाग मेल खाते हैं; बायाँ भाग अलग है</translation>
    </message>
    <message>
        <source>the left and right parts agree; the middle part differs</source>
        <translation>बायाँ और दायाँ भाग मेल खाते हैं; बीच का भाग अलग है</translation>
    </message>
    <message>
        <source>the left and middle parts agree; the right part differs</source>
        <translation>बायाँ और बीच का भाग मेल खाते हैं; दायाँ भाग अलग है</translation>
    </message>
    <message>
        <source>the left part agrees; the middle and right parts differ</source>
        <translation>बायाँ भाग मेल खाता है; बीच का और दायाँ भाग अलग हैं</translation>
    </message>
    <message>
        <source>the middle part agrees; the left and right parts differ</source>
        <translation>बीच का भाग मेल खाता है; बायाँ और दायाँ भाग अलग हैं</translation>
    </message>
    <message>
        <source>the right part agrees; the left and middle parts differ</source>
        <translation>दायाँ भाग मेल खाता है; बायाँ और बीच का भाग अलग हैं</translation>
    </message>
    <message>
        <source>the left, middle and right parts differ</source>
        <translation>बायाँ, बीच का और दायाँ भाग अलग हैं</translation>
    </message>
    <message>
        <source>copy of a specimen</source>
        <translation>नमूने की नकल</translation>
    </message>
    <message>
        <source>the image is the same as that of item {item} (number {number} of the batch)</source>
        <translation>चित्र वही है जो मद {item} का है (बैच में संख्या {number})</translation>
    </message>
    <message>
        <source>the signature is sideways; turn the image</source>
        <translation>हस्ताक्षर आड़ा पड़ा है; चित्र को घुमाएँ</translation>
    </message>
    <message>
        <source>the sources disagree about the account: {first}, {second}</source>
        <translation>खाते के बारे में स्रोत मेल नहीं खाते: {first}, {second}</translation>
    </message>
    <message>
        <source>the sources disagree about the cheque number: {first}, {second}</source>
        <translation>चेक संख्या के बारे में स्रोत मेल नहीं खाते: {first}, {second}</translation>
    </message>
    <message>
        <source>the sources disagree about the amount: {first}, {second}</source>
        <translation>राशि के बारे में स्रोत मेल नहीं खाते: {first}, {second}</translation>
    </message>
    <message>
        <source>{value} on the MICR line</source>
        <translation>MICR पंक्ति में {value}</translation>
    </message>
    <message>
        <source>{value} in the index file</source>
        <translation>सूची फ़ाइल में {value}</translation>
    </message>
    <message>
        <source>{value} in the image&apos;s name</source>
        <translation>चित्र के नाम में {value}</translation>
    </message>
    <message>
        <source>check the box</source>
        <translation>घेरा जाँचें</translation>
    </message>
    <message>
        <source>check the ink</source>
        <translation>स्याही जाँचें</translation>
    </message>
    <message>
        <source>less alike than genuine signatures usually are</source>
        <translation>असली हस्ताक्षर सामान्यतः जितने समान होते हैं उससे कम</translation>
    </message>
    <message>
        <source>neither clearly alike nor clearly different</source>
        <translation>न स्पष्ट रूप से समान, न स्पष्ट रूप से भिन्न</translation>
    </message>
    <message>
        <source>only a part agrees</source>
        <translation>केवल एक भाग मेल खाता है</translation>
    </message>
    <message>
        <source>much of it is not on specimen {specimen}</source>
        <translation>इसका बहुत-सा भाग नमूने {specimen} में नहीं है</translation>
    </message>
    <message>
        <source>no specimen can be used</source>
        <translation>कोई नमूना उपयोग योग्य नहीं</translation>
    </message>
    <message>
        <source>questioned signature {image} can&apos;t be used: {finding}</source>
        <translation>जाँच का हस्ताक्षर {image} उपयोग योग्य नहीं: {finding}</translation>
    </message>
    <message>
        <source>specimen {specimen} can&apos;t be used: {finding}</source>
        <translation>नमूना {specimen} उपयोग योग्य नहीं: {finding}</translation>
    </message>
    <message>
        <source>specimen {specimen} was given twice and counts once</source>
        <translation>नमूना {specimen} दो बार दिया गया, एक बार गिना गया</translation>
    </message>
    <message>
        <source>specimen {specimen} is a copy of specimen {other}</source>
        <translation>नमूना {specimen}, नमूना {other} की नकल है</translation>
    </message>
    <message>
        <source>part by part, its lines follow the specimens: it may be a copy that was bent, or joined from parts</source>
        <translation>इसकी रेखाएँ हिस्से-दर-हिस्से नमूनों पर वैसे ही पड़ती हैं जैसे मोड़ी या जोड़ी गई नकल की</translation>
    </message>
    <message>
        <source>its line is of much more even width than those of the specimens, as a traced or plotted line is</source>
        <translation>इसकी रेखा की मोटाई नमूनों से कहीं अधिक एक-सी है, जैसी ट्रेस की गई या प्लॉटर से खींची गई रेखा की होती है</translation>
    </message>
    <message>
        <source>its line follows one specimen along its whole length, as a bent copy or a tracing does</source>
        <translation>इसकी रेखा पूरी लंबाई में एक नमूने के साथ-साथ चलती है, जैसा मोड़ी गई नकल या ट्रेस की गई रेखा में होता है</translation>
    </message>
    <message>
        <source>the same signature was presented before</source>
        <translation>यही हस्ताक्षर पहले भी पेश किया जा चुका है</translation>
    </message>
    <message>
        <source>its ink is that of {item}, verified on {day}: it is the same cheque again, or a copy of the signature</source>
        <translation>इसकी स्याही {item} की है, जिसकी जाँच {day} को हुई थी: यह वही चेक फिर से है, या हस्ताक्षर की नकल है</translation>
    </message>
    <message>
        <source>its ink is that of {item} of account {account}, verified on {day}</source>
        <translation>इसकी स्याही खाता {account} के {item} की है, जिसकी जाँच {day} को हुई थी</translation>
    </message>
    <message>
        <source>enough entitled signatories have signed</source>
        <translation>पर्याप्त अधिकृत हस्ताक्षरकर्ताओं ने हस्ताक्षर किए हैं</translation>
    </message>
    <message>
        <source>a signature matches none of the account&apos;s signatories</source>
        <translation>एक हस्ताक्षर खाते के किसी भी हस्ताक्षरकर्ता से मेल नहीं खाता</translation>
    </message>
    <message>
        <source>a signature matches none of the account&apos;s signatories; it is most like that of {person}</source>
        <translation>एक हस्ताक्षर खाते के किसी भी हस्ताक्षरकर्ता से मेल नहीं खाता; वह {person} के हस्ताक्षर से सबसे अधिक मिलता है</translation>
    </message>
    <message>
        <source>it is not clear who signed</source>
        <translation>स्पष्ट नहीं है कि किसने हस्ताक्षर किए</translation>
    </message>
    <message>
        <source>the mandate is met only if a person confirms a signature</source>
        <translation>अधिदेश तभी पूरा होता है जब कोई व्यक्ति हस्ताक्षर की पुष्टि करे</translation>
    </message>
    <message>
        <source>the mandate is met, but a further signature matches none of the signatories</source>
        <translation>अधिदेश पूरा होता है, पर एक और हस्ताक्षर किसी हस्ताक्षरकर्ता से मेल नहीं खाता</translation>
    </message>
    <message>
        <source>no signature can be compared with a specimen</source>
        <translation>किसी हस्ताक्षर की नमूने से तुलना नहीं हो सकती</translation>
    </message>
    <message>
        <source>{person} signed more than once and counts once</source>
        <translation>{person} ने एक से अधिक बार हस्ताक्षर किए और एक बार गिने जाते हैं</translation>
    </message>
    <message>
        <source>{person} has no specimen that can be used on {day}</source>
        <translation>{person} का ऐसा कोई नमूना नहीं जो {day} को काम आए</translation>
    </message>
    <message>
        <source>signature of {person}: {reason}</source>
        <translation>{person} का हस्ताक्षर: {reason}</translation>
    </message>
    <message>
        <source>signature {number}: {reason}</source>
        <translation>हस्ताक्षर {number}: {reason}</translation>
    </message>
    <message>
        <source>the account has no mandate that is in force on {day}</source>
        <translation>{day} को खाते का कोई अधिदेश लागू नहीं है</translation>
    </message>
    <message>
        <source>the amount is not known, so the mandate can&apos;t be checked</source>
        <translation>राशि ज्ञात नहीं है, इसलिए अधिदेश नहीं परखा जा सकता</translation>
    </message>
    <message>
        <source>no rule of the mandate covers {amount} on {day}</source>
        <translation>अधिदेश का कोई नियम {day} को {amount} पर लागू नहीं होता</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is met: {people} signed</source>
        <translation>अधिदेश का नियम &quot;{rule}&quot; पूरा है: {people} ने हस्ताक्षर किए</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is met only if {people} did sign</source>
        <translation>अधिदेश का नियम &quot;{rule}&quot; तभी पूरा है जब {people} ने सचमुच हस्ताक्षर किए हों</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is not met: {people} signed</source>
        <translation>अधिदेश का नियम &quot;{rule}&quot; पूरा नहीं है: हस्ताक्षर करने वाले: {people}</translation>
    </message>
    <message>
        <source>the program suspects a forgery</source>
        <translation>प्रोग्राम को जालसाज़ी का संदेह है</translation>
    </message>
    <message>
        <source>the amount is not known</source>
        <translation>राशि ज्ञात नहीं है</translation>
    </message>
    <message>
        <source>the amount is {amount} or more</source>
        <translation>राशि {amount} या अधिक है</translation>
    </message>
    <message>
        <source>The reason for declining is missing.</source>
        <translation>अस्वीकार का कारण नहीं दिया गया।</translation>
    </message>
    <message>
        <source>Decision {number} is your own, and nobody can confirm their own.</source>
        <translation>निर्णय {number} आपका अपना है, और कोई अपने निर्णय का अनुमोदन नहीं कर सकता।</translation>
    </message>
    <message>
        <source>{person} has asked for it, and may no longer {permission}.</source>
        <translation>{person} ने इसकी माँग की थी और अब उन्हें इसकी अनुमति नहीं: {permission}।</translation>
    </message>
    <message>
        <source>use another model or calibration than the site&apos;s</source>
        <translation>संस्था के मॉडल या अंशांकन के बजाय कोई दूसरा काम में लेना</translation>
    </message>
    <message>
        <source>At this site nobody may make such a change alone.</source>
        <translation>यह संस्था किसी को ऐसा बदलाव अकेले नहीं करने देती।</translation>
    </message>
    <message>
        <source>Propose the change, and ask a colleague to confirm it.</source>
        <translation>बदलाव का प्रस्ताव रखें और किसी सहकर्मी से उसका अनुमोदन करवाएँ।</translation>
    </message>
    <message>
        <source>The change is recorded as number {number} and waits.</source>
        <translation>बदलाव संख्या {number} के रूप में दर्ज है और प्रतीक्षा में है।</translation>
    </message>
    <message>
        <source>It takes effect when a colleague has confirmed it: sigverify approvals.</source>
        <translation>सहकर्मी के अनुमोदन के बाद यह लागू होगा: sigverify approvals।</translation>
    </message>
    <message>
        <source>There is no account {account} in the register.</source>
        <translation>रजिस्टर में खाता {account} नहीं है।</translation>
    </message>
    <message>
        <source>The account number is missing.</source>
        <translation>खाता संख्या नहीं है।</translation>
    </message>
    <message>
        <source>The name is missing.</source>
        <translation>नाम नहीं है।</translation>
    </message>
    <message>
        <source>The pasted image is gone. Without records it is kept only while the program is open.</source>
        <translation>चिपकाया गया चित्र अब नहीं है। अभिलेख न होने पर वह केवल तब तक रहता है जब तक प्रोग्राम खुला है।</translation>
    </message>
    <message>
        <source>This image was pasted before the master key of the records was changed, and is no longer kept.</source>
        <translation>यह चित्र अभिलेखों की मुख्य कुंजी बदले जाने से पहले चिपकाया गया था और अब नहीं रखा जाता।</translation>
    </message>
    <message>
        <source>Paste it again.</source>
        <translation>उसे फिर से चिपकाएँ।</translation>
    </message>
    <message>
        <source>{model}, as shipped</source>
        <translation>{model}, साथ आया</translation>
    </message>
    <message>
        <source>{model}, small amounts</source>
        <translation>{model}, छोटी राशियाँ</translation>
    </message>
    <message>
        <source>how many skilled forgeries would pass is unknown</source>
        <translation>कितनी कुशल जालसाज़ी निकल जाएगी, यह अज्ञात है</translation>
    </message>
    <message>
        <source>No skilled forgeries: how many would be accepted is unknown.</source>
        <translation>कुशल जालसाज़ी नहीं है: कितनी स्वीकृत होंगी, यह अज्ञात है।</translation>
    </message>
    <message>
        <source>Fewer than {number} writers: the intervals are rough.</source>
        <translation>{number} से कम व्यक्ति: अंतराल मोटे अनुमान हैं।</translation>
    </message>
    <message>
        <source>Fewer than {number} errors seen: the error rates are rough (rule of 30).</source>
        <translation>{number} से कम त्रुटियाँ दिखीं: त्रुटि दरें मोटे अनुमान हैं (30 का नियम)।</translation>
    </message>
    <message>
        <source>The data can&apos;t prove the limit that was asked for: the comparisons seen keep it, but others may well exceed it.</source>
        <translation>डेटा माँगी गई सीमा प्रमाणित नहीं कर सकता: देखी गई तुलनाओं में वह निभी, पर टूट भी सकती है।</translation>
    </message>
    <message>
        <source>On held-out signers, {rate} of the skilled forgeries were accepted, more than the limit of {limit}.</source>
        <translation>अलग रखे व्यक्तियों पर {rate} कुशल जालसाज़ी स्वीकृत हुई, जो {limit} की सीमा से अधिक है।</translation>
    </message>
    <message>
        <source>On held-out signers, {rate} of the genuine signatures were not accepted, more than the limit of {limit}.</source>
        <translation>अलग रखे व्यक्तियों पर {rate} असली हस्ताक्षर स्वीकृत नहीं हुए, जो {limit} की सीमा से अधिक है।</translation>
    </message>
    <message>
        <source>On held-out signers, {rate} of the genuine signatures were flagged, more than the limit of {limit}.</source>
        <translation>अलग रखे व्यक्तियों पर {rate} असली हस्ताक्षर संदिग्ध माने गए, जो {limit} की सीमा से अधिक है।</translation>
    </message>
    <message>
        <source>This calibration has one set of thresholds for any number of specimens, chosen with {number}.</source>
        <translation>यह अंशांकन नमूनों की केवल एक संख्या जानता है: इसकी सीमाएँ {number} से चुनी गईं और हर संख्या पर लागू होती हैं।</translation>
    </message>
    <message>
        <source>These forged comparisons can&apos;t show a rate of at most {rate}, whatever the threshold.</source>
        <translation>जालसाज़ी की ये तुलनाएँ किसी भी सीमा पर अधिकतम {rate} की दर प्रमाणित नहीं कर सकतीं।</translation>
    </message>
    <message>
        <source>These genuine comparisons can&apos;t show a rate of at most {rate}, whatever the threshold.</source>
        <translation>असली हस्ताक्षरों की ये तुलनाएँ किसी भी सीमा पर अधिकतम {rate} की दर प्रमाणित नहीं कर सकतीं।</translation>
    </message>
    <message>
        <source>Thresholds are chosen on forged comparisons of {number} signers; to prove a limit takes {needed}.</source>
        <translation>चुनने के लिए {number} व्यक्तियों की जालसाज़ी से तुलनाएँ हैं; सीमा प्रमाणित करने के लिए {needed} चाहिए।</translation>
    </message>
    <message>
        <source>Thresholds are chosen on genuine comparisons of {number} signers; to prove a limit takes {needed}.</source>
        <translation>चुनने के लिए {number} व्यक्तियों के असली हस्ताक्षरों की तुलनाएँ हैं; सीमा प्रमाणित करने के लिए {needed} चाहिए।</translation>
    </message>
    <message>
        <source>A limit on accepted skilled forgeries needs skilled forgeries.</source>
        <translation>स्वीकृत कुशल जालसाज़ी की सीमा के लिए कुशल जालसाज़ी चाहिए।</translation>
    </message>
    <message>
        <source>This policy weighs forgeries, and there are none.</source>
        <translation>यह नीति जालसाज़ी का हिसाब लगाती है, पर डेटा में कोई जालसाज़ी नहीं है।</translation>
    </message>
    <message>
        <source>To accept at most {limit} of the skilled forgeries, {rate} of the genuine signatures would not be accepted: nobody could work with that.</source>
        <translation>अधिक से अधिक {limit} कुशल जालसाज़ी स्वीकार करने के लिए {rate} असली हस्ताक्षर स्वीकार नहीं होंगे: इसके साथ काम करना संभव नहीं होगा।</translation>
    </message>
    <message>
        <source>Scan it again, or save it as PNG, JPEG or TIFF.</source>
        <translation>फिर स्कैन करें, या PNG, JPEG या TIFF में सहेजें।</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>पथ जाँचें।</translation>
    </message>
    <message>
        <source>Look it up in the register (Ctrl+R), or with &apos;sigverify register list&apos;.</source>
        <translation>रजिस्टर (Ctrl+R) में या &apos;sigverify register list&apos; से देखें।</translation>
    </message>
    <message>
        <source>Write it as 50000, 50,000 or 50,000.50, without a currency.</source>
        <translation>इसे 50000, 50,000 या 50,000.50 लिखें, मुद्रा के बिना।</translation>
    </message>
    <message>
        <source>Say why in the note.</source>
        <translation>टिप्पणी में कारण लिखें।</translation>
    </message>
    <message>
        <source>Ask a colleague who may confirm decisions.</source>
        <translation>ऐसे सहकर्मी से कहें जो निर्णय अनुमोदित कर सकता हो।</translation>
    </message>
    <message>
        <source>Decline it; somebody with the right role asks for it again.</source>
        <translation>इसे अस्वीकार करें; सही भूमिका वाला कोई इसे फिर से माँगे।</translation>
    </message>
    <message>
        <source>Scan the signature again, or give its box.</source>
        <translation>हस्ताक्षर फिर से स्कैन करें या उसका घेरा बताएँ।</translation>
    </message>
    <message>
        <source>Find out whose signature it is; two people can&apos;t share one.</source>
        <translation>पता करें कि हस्ताक्षर किसका है; दो लोगों का एक ही हस्ताक्षर नहीं हो सकता।</translation>
    </message>
    <message>
        <source>Give a new one, or let the old one expire.</source>
        <translation>नया दें, या पुराने को समाप्त होने दें।</translation>
    </message>
    <message>
        <source>Give one.</source>
        <translation>एक दें।</translation>
    </message>
    <message>
        <source>Fill in both.</source>
        <translation>दोनों भरें।</translation>
    </message>
    <message>
        <source>Add writers and comparisons, or allow a higher rate.</source>
        <translation>और व्यक्ति तथा तुलनाएँ जोड़ें, या अधिक दर की अनुमति दें।</translation>
    </message>
    <message>
        <source>The strictest limit that works with these signatures is {limit}; more signers, or more specimens of each, allow a stricter one.</source>
        <translation>इन हस्ताक्षरों के साथ सबसे कड़ी सीमा {limit} है; अधिक हस्ताक्षरकर्ता, या हर एक के अधिक नमूने, और कड़ी सीमा देते हैं।</translation>
    </message>
    <message>
        <source>Add signers (a third of them is held out), or allow the unproven limit, with a warning.</source>
        <translation>और हस्ताक्षरकर्ता जोड़ें (एक तिहाई अलग रखे जाते हैं), या चेतावनी के साथ अप्रमाणित सीमा मानें।</translation>
    </message>
    <message>
        <source>Add some, or choose a policy on genuine signatures alone.</source>
        <translation>कुछ जोड़ें, या केवल असली हस्ताक्षरों की नीति चुनें।</translation>
    </message>
    <message>
        <source>Add skilled forgeries, or compare with other writers&apos; signatures.</source>
        <translation>कुशल जालसाज़ी जोड़ें, या दूसरों के हस्ताक्षरों से तुलना करें।</translation>
    </message>
    <message>
        <source>Use the calibration that came with the model, or calibrate again.</source>
        <translation>मॉडल के साथ आया अंशांकन लें, या फिर से अंशांकन करें।</translation>
    </message>
    <message>
        <source>This is a bug, and its details could not be kept in {file}. Please report it.</source>
        <translation>यह प्रोग्राम की त्रुटि है, और इसका विवरण {file} में नहीं रखा जा सका। कृपया सूचित करें।</translation>
    </message>
    <message>
        <source>The image is mostly black. Scan it again with less contrast and the lid closed.</source>
        <translation>चित्र अधिकतर काला है। कम कंट्रास्ट और ढक्कन बंद करके फिर स्कैन करें।</translation>
    </message>
    <message>
        <source>There is no ink in the image. Check that the right area was cut out.</source>
        <translation>चित्र में स्याही नहीं है। जाँचें कि सही भाग काटा गया है।</translation>
    </message>
    <message>
        <source>The signature runs over the edge of the image. Cut out a larger area.</source>
        <translation>हस्ताक्षर चित्र के किनारे से बाहर जाता है। बड़ा भाग काटें।</translation>
    </message>
    <message>
        <source>it is not certain that this is the signature</source>
        <translation>यह निश्चित नहीं कि यही हस्ताक्षर है</translation>
    </message>
    <message>
        <source>the signature may be cut off at the edge of the image</source>
        <translation>हस्ताक्षर शायद चित्र के किनारे पर कटा है</translation>
    </message>
    <message>
        <source>too alike to be a new signature: a copy of a specimen</source>
        <translation>इतना समान कि नया हस्ताक्षर नहीं हो सकता: नमूने की नकल</translation>
    </message>
    <message>
        <source>no evidence either way</source>
        <translation>किसी भी ओर प्रमाण नहीं</translation>
    </message>
    <message>
        <source>it is the same image as specimen {specimen}</source>
        <translation>यह नमूना {specimen} वाला ही चित्र है</translation>
    </message>
    <message>
        <source>its lines coincide with those of specimen {specimen} more closely than two signatures ever do</source>
        <translation>इसकी रेखाएँ नमूना {specimen} की रेखाओं से इतनी मिलती हैं जितनी दो हस्ताक्षरों की कभी नहीं मिलतीं</translation>
    </message>
    <message>
        <source>the signature was sideways and has been turned</source>
        <translation>हस्ताक्षर आड़ा पड़ा था और उसे घुमा दिया गया</translation>
    </message>
    <message>
        <source>{image}: {finding}</source>
        <translation>{image}: {finding}</translation>
    </message>
    <message>
        <source>much of specimen {specimen} is missing from it</source>
        <translation>नमूने {specimen} का बहुत-सा भाग इसमें नहीं है</translation>
    </message>
    <message>
        <source>{short} of {all} specimens do not agree with it</source>
        <translation>{all} में से {short} नमूने इससे मेल नहीं खाते</translation>
    </message>
    <message>
        <source>specimen {specimen} is unlike the other specimens: it may be another person&apos;s</source>
        <translation>नमूना {specimen} बाकी नमूनों जैसा नहीं है: वह किसी और का हो सकता है</translation>
    </message>
    <message>
        <source>the similarity is barely above the threshold</source>
        <translation>समानता सीमा से बस थोड़ी ऊपर है</translation>
    </message>
    <message>
        <source>it is not clear who signed: the signature also matches the specimens of {people}</source>
        <translation>स्पष्ट नहीं है कि किसने हस्ताक्षर किए: {people} के नमूने भी उतने ही मेल खाते हैं</translation>
    </message>
    <message>
        <source>mandate not met</source>
        <translation>अधिदेश पूरा नहीं</translation>
    </message>
    <message>
        <source>mandate not met: {missing}</source>
        <translation>अधिदेश पूरा नहीं: {missing}</translation>
    </message>
    <message>
        <source>the signature of {people} is missing</source>
        <translation>{people} के हस्ताक्षर नहीं हैं</translation>
    </message>
    <message>
        <source>one of these signatures is missing: {people}</source>
        <translation>इनमें से एक हस्ताक्षर नहीं है: {people}</translation>
    </message>
    <message>
        <source>signatures missing of group {group}: {number}</source>
        <translation>समूह {group} के हस्ताक्षर जो नहीं हैं: {number}</translation>
    </message>
    <message>
        <source>one more signature is missing</source>
        <translation>एक और हस्ताक्षर नहीं है</translation>
    </message>
    <message>
        <source>{number} more signatures are missing</source>
        <translation>{number} और हस्ताक्षर नहीं हैं</translation>
    </message>
    <message>
        <source>the mandate&apos;s rule &quot;{rule}&quot; is not met: nobody signed</source>
        <translation>अधिदेश का नियम &quot;{rule}&quot; पूरा नहीं है: किसी ने हस्ताक्षर नहीं किए</translation>
    </message>
    <message>
        <source>no one known: the signature is not accepted as the most likely signatory&apos;s</source>
        <translation>कोई पहचाना नहीं गया: सबसे संभावित हस्ताक्षरकर्ता का हस्ताक्षर भी स्वीकृत नहीं हुआ</translation>
    </message>
    <message>
        <source>no one known for sure: the specimens of {people} match about equally well</source>
        <translation>निश्चित रूप से कोई पहचाना नहीं गया: {people} के नमूने लगभग समान रूप से मेल खाते हैं</translation>
    </message>
    <message>
        <source>{person} has the role of {role} and may not {permission}.</source>
        <translation>{person} की भूमिका {role} है और उन्हें इसकी अनुमति नहीं: {permission}।</translation>
    </message>
    <message>
        <source>clerk</source>
        <translation>लिपिक</translation>
    </message>
    <message>
        <source>supervisor</source>
        <translation>पर्यवेक्षक</translation>
    </message>
    <message>
        <source>risk officer</source>
        <translation>जोखिम अधिकारी</translation>
    </message>
    <message>
        <source>auditor</source>
        <translation>लेखा परीक्षक</translation>
    </message>
    <message>
        <source>verify signatures</source>
        <translation>हस्ताक्षर जाँचना</translation>
    </message>
    <message>
        <source>decide on cheques</source>
        <translation>चेकों पर निर्णय लेना</translation>
    </message>
    <message>
        <source>confirm the decisions of others</source>
        <translation>दूसरों के निर्णय अनुमोदित करना</translation>
    </message>
    <message>
        <source>change the register</source>
        <translation>रजिस्टर बदलना</translation>
    </message>
    <message>
        <source>put a calibration in force</source>
        <translation>अंशांकन लागू करना</translation>
    </message>
    <message>
        <source>read the audit trail</source>
        <translation>ऑडिट ट्रेल पढ़ना</translation>
    </message>
    <message>
        <source>export records</source>
        <translation>अभिलेख निर्यात करना</translation>
    </message>
    <message>
        <source>purge records</source>
        <translation>अभिलेख मिटाना</translation>
    </message>
    <message>
        <source>resume records from a copy</source>
        <translation>प्रति से अभिलेख आगे चलाना</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not an amount.</source>
        <translation>&apos;{text}&apos; कोई राशि नहीं है।</translation>
    </message>
    <message>
        <source>The image can&apos;t be a specimen: {finding}</source>
        <translation>यह चित्र नमूना नहीं हो सकता: {finding}</translation>
    </message>
    <message>
        <source>The same image is a specimen of {person}, who signs for this account too.</source>
        <translation>यही चित्र {person} का नमूना है, जो इस खाते के लिए भी हस्ताक्षर करते हैं।</translation>
    </message>
    <message>
        <source>This image is already a specimen of {person}.</source>
        <translation>यही चित्र पहले से {person} का नमूना है।</translation>
    </message>
    <message>
        <source>The account holder is missing.</source>
        <translation>खाताधारक का नाम नहीं है।</translation>
    </message>
    <message>
        <source>The customer number is missing.</source>
        <translation>ग्राहक संख्या नहीं है।</translation>
    </message>
    <message>
        <source>{file}: {problem}</source>
        <translation>{file}: {problem}</translation>
    </message>
    <message>
        <source>this is not an image in PNG, JPEG, TIFF, BMP, WebP or PDF format.</source>
        <translation>यह PNG, JPEG, TIFF, BMP, WebP या PDF चित्र नहीं है।</translation>
    </message>
    <message>
        <source>no such file.</source>
        <translation>ऐसी कोई फ़ाइल नहीं।</translation>
    </message>
    <message>
        <source>no such file or folder.</source>
        <translation>ऐसी कोई फ़ाइल या फ़ोल्डर नहीं है।</translation>
    </message>
    <message>
        <source>there is no image in this folder.</source>
        <translation>इस फ़ोल्डर में कोई चित्र नहीं है।</translation>
    </message>
    <message>
        <source>your settings can&apos;t be used ({fault}). The defaults apply.</source>
        <translation>आपकी सेटिंग उपयोग योग्य नहीं ({fault})। मूल सेटिंग लागू हैं।</translation>
    </message>
    <message>
        <source>the last work list can&apos;t be read ({fault}).</source>
        <translation>पिछली कार्य-सूची पढ़ी नहीं जा सकी ({fault})।</translation>
    </message>
    <message>
        <source>the folder is empty</source>
        <translation>फ़ोल्डर खाली है</translation>
    </message>
    <message>
        <source>its names say both genuine and forged</source>
        <translation>नाम असली और जाली दोनों बताते हैं</translation>
    </message>
    <message>
        <source>it is not labelled genuine or forged</source>
        <translation>कुछ नहीं बताता कि यह असली है या जाली</translation>
    </message>
    <message>
        <source>its signer is not named</source>
        <translation>कुछ नहीं बताता कि हस्ताक्षर किसका है</translation>
    </message>
    <message>
        <source>the same image is listed under two signers or two labels</source>
        <translation>वही चित्र दो व्यक्तियों या दो लेबलों के नीचे है</translation>
    </message>
    <message>
        <source>{number} images</source>
        <translation>{number} चित्र</translation>
    </message>
    <message>
        <source>{number} rows of the split train: the network may have been fitted on them</source>
        <translation>train भाग की {number} पंक्तियाँ: नेटवर्क उन पर प्रशिक्षित हुआ हो सकता है</translation>
    </message>
    <message>
        <source>{genuine}; {skilled}.</source>
        <translation>{genuine}; {skilled}।</translation>
    </message>
    <message>
        <source>{genuine}; {skilled}; {others}.</source>
        <translation>{genuine}; {skilled}; {others}।</translation>
    </message>
    <message>
        <source>Cheques up to {amount}: {outcome}</source>
        <translation>{amount} तक के चेक: {outcome}</translation>
    </message>
    <message>
        <source>Larger cheques: {outcome}</source>
        <translation>बड़े चेक: {outcome}</translation>
    </message>
    <message>
        <source>of {base} genuine cheques about {referred} would be referred and {flagged} flagged (both together 95 % interval {low}-{high})</source>
        <translation>{base} असली चेकों में से लगभग {referred} आगे भेजे जाएँगे और {flagged} संदिग्ध माने जाएँगे (दोनों मिलाकर 95 % अंतराल {low}-{high})</translation>
    </message>
    <message>
        <source>of {base} skilled forgeries about {passing} would pass (95 % interval {low}-{high})</source>
        <translation>{base} कुशल जालसाज़ी में से लगभग {passing} निकल जाएँगी (95 % अंतराल {low}-{high})</translation>
    </message>
    <message>
        <source>of {base} other people&apos;s signatures about {passing} would pass (95 % interval {low}-{high})</source>
        <translation>दूसरों के {base} हस्ताक्षरों में से लगभग {passing} निकल जाएँगे (95 % अंतराल {low}-{high})</translation>
    </message>
    <message>
        <source>Made from a table of scores: only its author can say that this model made them.</source>
        <translation>तैयार अंक-तालिका से बना: वे इसी मॉडल के हैं, यह केवल तालिका बनाने वाला कह सकता है।</translation>
    </message>
    <message>
        <source>Skilled forgeries of fewer than {number} signers are too few; they were not used.</source>
        <translation>{number} से कम व्यक्तियों की कुशल जालसाज़ी बहुत कम है; उसका उपयोग नहीं हुआ।</translation>
    </message>
    <message>
        <source>The results of {number} policies on the held-out signers were seen before one was chosen, so its figures are optimistic.</source>
        <translation>चुनने से पहले अलग रखे व्यक्तियों पर {number} नीतियों के परिणाम देखे गए: आँकड़े कुछ अधिक अनुकूल हैं।</translation>
    </message>
    <message>
        <source>A calibration needs a name and a person responsible for it.</source>
        <translation>अंशांकन को एक नाम और एक उत्तरदायी व्यक्ति चाहिए।</translation>
    </message>
    <message>
        <source>Ask somebody who has one of these roles: {roles}.</source>
        <translation>इनमें से किसी भूमिका वाले व्यक्ति से कहें: {roles}।</translation>
    </message>
    <message>
        <source>Put each signer&apos;s images into SIGNER/genuine and SIGNER/forged, or list them in a table path,writer,label.</source>
        <translation>हर व्यक्ति के चित्र व्यक्ति/genuine और व्यक्ति/forged में रखें, या उन्हें तालिका path,writer,label में लिखें।</translation>
    </message>
    <message>
        <source>Add signers; thirty or more give useful intervals.</source>
        <translation>और व्यक्ति जोड़ें; तीस या अधिक से उपयोगी अंतराल मिलते हैं।</translation>
    </message>
    <message>
        <source>This is a bug. Please report it with the entry {number} of {file}.</source>
        <translation>यह प्रोग्राम की त्रुटि है। कृपया {file} की प्रविष्टि {number} के साथ सूचित करें।</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{others} and {last}</source>
        <translation>{others} और {last}</translation>
    </message>
    <message>
        <source>no. {number}</source>
        <translation>क्र. {number}</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>स्वीकार</translation>
    </message>
    <message>
        <source>Refer</source>
        <translation>आगे भेजें</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>संदिग्ध</translation>
    </message>
    <message>
        <source>No decision</source>
        <translation>कोई निर्णय नहीं</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>भुगतान</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>वापसी</translation>
    </message>
    <message>
        <source>Agrees with the specimens</source>
        <translation>नमूनों से मेल खाता है</translation>
    </message>
    <message>
        <source>Customer confirmed</source>
        <translation>ग्राहक ने पुष्टि की</translation>
    </message>
    <message>
        <source>Differs from the specimens</source>
        <translation>नमूनों से भिन्न</translation>
    </message>
    <message>
        <source>Signature missing</source>
        <translation>हस्ताक्षर नहीं है</translation>
    </message>
    <message>
        <source>Second signature missing</source>
        <translation>दूसरा हस्ताक्षर नहीं है</translation>
    </message>
    <message>
        <source>Copy of a specimen suspected</source>
        <translation>नमूने की नकल का संदेह</translation>
    </message>
    <message>
        <source>Picture unusable, paper wanted</source>
        <translation>चित्र अनुपयोगी, मूल चेक चाहिए</translation>
    </message>
    <message>
        <source>Specimens out of date</source>
        <translation>नमूने पुराने हैं</translation>
    </message>
</context>
<context>
    <name>CurvePlots</name>
    <message>
        <source>genuine</source>
        <translation>असली</translation>
    </message>
    <message>
        <source>skilled forgeries</source>
        <translation>कुशल जालसाज़ी</translation>
    </message>
    <message>
        <source>other people&apos;s signatures</source>
        <translation>दूसरों के हस्ताक्षर</translation>
    </message>
    <message>
        <source>similarity</source>
        <translation>समानता</translation>
    </message>
    <message>
        <source>share, %</source>
        <translation>हिस्सा, %</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>सीमा</translation>
    </message>
    <message>
        <source>error rate, %</source>
        <translation>त्रुटि दर, %</translation>
    </message>
    <message>
        <source>forgeries accepted, %</source>
        <translation>स्वीकृत जालसाज़ी, %</translation>
    </message>
    <message>
        <source>genuine not accepted, %</source>
        <translation>असली जो स्वीकार नहीं हुए, %</translation>
    </message>
    <message>
        <source>&amp;Error rates</source>
        <translation>त्रुटि दरें (&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Similarities</source>
        <translation>समानताएँ (&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Trade-off</source>
        <translation>संतुलन (&amp;T)</translation>
    </message>
    <message>
        <source>95 % band</source>
        <translation>95 % पट्टी</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Your signatures</source>
        <translation>आपके हस्ताक्षर</translation>
    </message>
    <message>
        <source>A folder with SIGNER/genuine and SIGNER/forged, or a table path,writer,label. Forty signers or more, with skilled forgeries, give reliable thresholds.</source>
        <translation>फ़ोल्डर जिसमें व्यक्ति/genuine और व्यक्ति/forged हों, या तालिका path,writer,label। चालीस या अधिक व्यक्ति, कुशल जालसाज़ी सहित, भरोसेमंद सीमाएँ देते हैं।</translation>
    </message>
    <message>
        <source>Folder or table</source>
        <translation>फ़ोल्डर या तालिका</translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation>फ़ोल्डर… (&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Table…</source>
        <translation>तालिका… (&amp;T)</translation>
    </message>
    <message>
        <source>Reading the file names…</source>
        <translation>नाम देखे जा रहे हैं…</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>डेटा (&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Specimens that you usually have for a signer</source>
        <translation>एक व्यक्ति के आम तौर पर उपलब्ध नमूने (&amp;S)</translation>
    </message>
    <message>
        <source>Folder of signatures</source>
        <translation>हस्ताक्षरों का फ़ोल्डर</translation>
    </message>
    <message>
        <source>Table of signatures</source>
        <translation>हस्ताक्षरों की तालिका</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>तालिकाएँ (*.csv)</translation>
    </message>
</context>
<context>
    <name>DecisionController</name>
    <message>
        <source>The case changed while the decision was being recorded.</source>
        <translation>निर्णय दर्ज होते समय मामला बदल गया।</translation>
    </message>
    <message>
        <source>Recorded. A second person has to confirm it: {why}.</source>
        <translation>दर्ज हुआ। दूसरे व्यक्ति को इसका अनुमोदन करना होगा: {why}।</translation>
    </message>
    <message>
        <source>The records do not hold this decision on this image.</source>
        <translation>अभिलेखों में इस चित्र पर यह निर्णय नहीं है।</translation>
    </message>
    <message>
        <source>{person} has declined the decision: {note}</source>
        <translation>{person} ने निर्णय अस्वीकार किया: {note}</translation>
    </message>
</context>
<context>
    <name>DecisionPanel</name>
    <message>
        <source>The program says</source>
        <translation>प्रोग्राम कहता है</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>अंक</translation>
    </message>
    <message>
        <source>The similarities behind the verdict (key S)</source>
        <translation>निष्कर्ष के पीछे की समानताएँ (कुंजी S)</translation>
    </message>
    <message>
        <source>Open a cheque to compare with the specimens.</source>
        <translation>नमूनों से तुलना के लिए चेक खोलें।</translation>
    </message>
    <message>
        <source>Add specimens of the person who should have signed.</source>
        <translation>जिसे हस्ताक्षर करना था उसके नमूने जोड़ें।</translation>
    </message>
    <message>
        <source>No case yet</source>
        <translation>अभी कोई मामला नहीं</translation>
    </message>
    <message>
        <source>Incomplete</source>
        <translation>अधूरा</translation>
    </message>
    <message>
        <source>Not examined</source>
        <translation>जाँच नहीं हुई</translation>
    </message>
    <message>
        <source>The cheque could not be examined.</source>
        <translation>चेक की जाँच नहीं हो सकी।</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>जाँच हो रही है…</translation>
    </message>
    <message>
        <source>Mandate not met: type the amount above the specimens.</source>
        <translation>अधिदेश पूरा नहीं: राशि नमूनों के ऊपर लिखें।</translation>
    </message>
    <message>
        <source>Model {model}, calibration {calibration}</source>
        <translation>मॉडल {model}, अंशांकन {calibration}</translation>
    </message>
    <message>
        <source>Accepted from {accept}, flagged below {flag}.</source>
        <translation>{accept} से स्वीकृत, {flag} से नीचे संदिग्ध।</translation>
    </message>
    <message>
        <source>Specimen {name} can&apos;t be read and is not used.</source>
        <translation>नमूना {name} पढ़ा नहीं जा सकता और गिना नहीं गया।</translation>
    </message>
    <message>
        <source>Similarity, 0 to 1, of all specimens taken together</source>
        <translation>समानता, 0 से 1, सभी नमूनों के साथ मिलाकर</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>विवरण…</translation>
    </message>
</context>
<context>
    <name>DialogButtons</name>
    <message>
        <source>Cancel</source>
        <translation>रद्द करें</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>बंद करें</translation>
    </message>
</context>
<context>
    <name>DialogController</name>
    <message>
        <source>Clear list</source>
        <translation>सूची खाली करें</translation>
    </message>
    <message>
        <source>Remove all cases from the list, including those with decisions?</source>
        <translation>सभी मामले सूची से हटाएँ, निर्णय वाले भी?</translation>
    </message>
    <message>
        <source>Remove the case</source>
        <translation>मामला हटाएँ</translation>
    </message>
    <message>
        <source>{case} is not decided yet. Remove it from the list?</source>
        <translation>{case} पर अभी निर्णय नहीं हुआ। सूची से हटाएँ?</translation>
    </message>
    <message>
        <source>This case</source>
        <translation>यह मामला</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>हटाएँ</translation>
    </message>
    <message>
        <source>Use these specimens</source>
        <translation>ये नमूने लें</translation>
    </message>
    <message numerus="yes">
        <source>Use these specimens for %n other case(s)? Their cheques must be signed by the same person.</source>
        <translation>
            <numerusform>ये नमूने %n और मामले के लिए लें? चेक पर उसी व्यक्ति के हस्ताक्षर होने चाहिए।</numerusform>
            <numerusform>ये नमूने %n और मामलों के लिए लें? चेकों पर उसी व्यक्ति के हस्ताक्षर होने चाहिए।</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>कुछ गड़बड़ हुई</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>विवरण</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>विवरण कॉपी करें</translation>
    </message>
    <message>
        <source>Nothing is lost: the work list is saved, and you can go on working.</source>
        <translation>कुछ नहीं खोया: कार्य-सूची सुरक्षित है और आप काम जारी रख सकते हैं।</translation>
    </message>
</context>
<context>
    <name>EvidenceView</name>
    <message>
        <source>What the clerk saw</source>
        <translation>लिपिक ने क्या देखा</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>चेक</translation>
    </message>
    <message>
        <source>Questioned signature</source>
        <translation>जाँच का हस्ताक्षर</translation>
    </message>
    <message>
        <source>Specimens</source>
        <translation>नमूने</translation>
    </message>
    <message>
        <source>Specimen {number}</source>
        <translation>नमूना {number}</translation>
    </message>
    <message>
        <source>No images are kept with this decision. Look at the paper before you approve.</source>
        <translation>इस निर्णय के साथ कोई चित्र नहीं रखा गया है। अनुमोदन से पहले कागज़ देखें।</translation>
    </message>
</context>
<context>
    <name>FileController</name>
    <message>
        <source>Images and PDF ({extensions})</source>
        <translation>चित्र और PDF ({extensions})</translation>
    </message>
    <message>
        <source>Open cheques</source>
        <translation>चेक खोलें</translation>
    </message>
    <message>
        <source>Batch results ({extensions})</source>
        <translation>बैच परिणाम ({extensions})</translation>
    </message>
    <message>
        <source>Open batch results</source>
        <translation>बैच परिणाम खोलें</translation>
    </message>
    <message>
        <source>Add specimens</source>
        <translation>नमूने जोड़ें</translation>
    </message>
    <message>
        <source>There is no image on the clipboard.</source>
        <translation>क्लिपबोर्ड पर कोई चित्र नहीं है।</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>सभी फ़ाइलें</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Keys and first steps</source>
        <translation>कुंजियाँ और पहले कदम</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>पहले कदम</translation>
    </message>
    <message>
        <source>1. Open one or several cheques, or drop them on the window.</source>
        <translation>1. एक या अनेक चेक खोलें, या विंडो पर छोड़ें।</translation>
    </message>
    <message>
        <source>2. Add the specimens on the left; five are much better than one.</source>
        <translation>2. बाईं ओर नमूने जोड़ें; पाँच, एक से कहीं बेहतर हैं।</translation>
    </message>
    <message>
        <source>3. Check that the box is around the signature. Drag it or its corners, press T to draw another, or step through the candidates.</source>
        <translation>3. देखें कि घेरा हस्ताक्षर के चारों ओर है। उसे या उसके कोने खींचें, T दबाकर दूसरा बनाएँ, या संभावित स्थान देखें।</translation>
    </message>
    <message>
        <source>4. Compare: side by side, overlay, blink, agreement (key V).</source>
        <translation>4. तुलना करें: साथ-साथ, ऊपर रखकर, बारी-बारी, मेल (कुंजी V)।</translation>
    </message>
    <message>
        <source>5. Decide with 1, 2 or 3, give a reason, record with W.</source>
        <translation>5. 1, 2 या 3 से निर्णय लें, कारण दें, W से दर्ज करें।</translation>
    </message>
    <message>
        <source>What the program says</source>
        <translation>प्रोग्राम क्या कहता है</translation>
    </message>
    <message>
        <source>Accept: as alike as genuine signatures of this signer are.</source>
        <translation>स्वीकार: इस व्यक्ति के असली हस्ताक्षरों जितना समान।</translation>
    </message>
    <message>
        <source>Refer: neither clearly alike nor clearly different; look yourself.</source>
        <translation>आगे भेजें: न स्पष्ट समान, न स्पष्ट भिन्न; स्वयं देखें।</translation>
    </message>
    <message>
        <source>Flag: less alike than genuine signatures usually are, or a copy of a specimen.</source>
        <translation>संदिग्ध: असली हस्ताक्षरों से कम समान, या नमूने की नकल।</translation>
    </message>
    <message>
        <source>No decision: an image can&apos;t be used; the reason says what helps.</source>
        <translation>कोई निर्णय नहीं: चित्र उपयोग योग्य नहीं; कारण बताता है क्या करें।</translation>
    </message>
    <message>
        <source>The scale shows evidence: equal steps are equal factors in the odds. The pointer is the case; the circles are the single specimens.</source>
        <translation>पैमाना साक्ष्य का है: समान दूरी, संभावना-अनुपात में समान गुणक। सूचक मामला है, वृत्त अलग-अलग नमूने हैं।</translation>
    </message>
    <message>
        <source>Move the box</source>
        <translation>घेरा खिसकाएँ</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>तीर कुंजियाँ</translation>
    </message>
    <message>
        <source>Change its size</source>
        <translation>आकार बदलें</translation>
    </message>
    <message>
        <source>Shift+arrow keys</source>
        <translation>Shift+तीर कुंजियाँ</translation>
    </message>
    <message>
        <source>In single pixels</source>
        <translation>एक-एक पिक्सेल</translation>
    </message>
    <message>
        <source>Ctrl+arrow keys</source>
        <translation>Ctrl+तीर कुंजियाँ</translation>
    </message>
    <message>
        <source>In the cheque</source>
        <translation>चेक में</translation>
    </message>
</context>
<context>
    <name>InkBrush</name>
    <message>
        <source>Signature with its ink</source>
        <translation>हस्ताक्षर और उसकी स्याही</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Signature verification</source>
        <translation>हस्ताक्षर सत्यापन</translation>
    </message>
    <message>
        <source>Recent &amp;files</source>
        <translation>पहले खोले गए (&amp;B)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>उपकरण</translation>
    </message>
    <message>
        <source>The work list of the last session is open.</source>
        <translation>पिछले सत्र की कार्य-सूची खुली है।</translation>
    </message>
    <message>
        <source>The records can&apos;t be opened: nothing is examined</source>
        <translation>अभिलेख नहीं खुल सके: कोई जाँच नहीं होगी</translation>
    </message>
    <message>
        <source>No model or no calibration</source>
        <translation>मॉडल या अंशांकन नहीं</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>मॉडल लोड हो रहा है…</translation>
    </message>
</context>
<context>
    <name>MandateDialog</name>
    <message>
        <source>Mandate of account {number}</source>
        <translation>खाता {number} का अधिदेश</translation>
    </message>
    <message>
        <source>Mandate</source>
        <translation>अधिदेश</translation>
    </message>
    <message>
        <source>Set the mandate</source>
        <translation>अधिदेश लागू करें</translation>
    </message>
    <message>
        <source>One rule per line, for example: any one up to 10,000; any two up to 50,000; A. Rose with C. Varga above. In force from today.</source>
        <translation>हर पंक्ति में एक नियम, जैसे: any one up to 10,000; any two up to 50,000; A. Rose with C. Varga above. आज से लागू।</translation>
    </message>
</context>
<context>
    <name>PairView</name>
    <message>
        <source>Both signatures</source>
        <translation>दोनों हस्ताक्षर</translation>
    </message>
    <message>
        <source>Plus and minus zoom both signatures, arrow keys move them. While both are shown whole, up and down go to another specimen.</source>
        <translation>प्लस और माइनस दोनों हस्ताक्षर ज़ूम करते हैं, तीर कुंजियाँ खिसकाती हैं। जब दोनों पूरे दिखें, ऊपर और नीचे दूसरे नमूने पर ले जाते हैं।</translation>
    </message>
</context>
<context>
    <name>PolicyPage</name>
    <message>
        <source>Choose the policy</source>
        <translation>नीति चुनें</translation>
    </message>
    <message>
        <source>The outcome on the signers used to choose the thresholds. Drag the green line to see the effect of another threshold; the policy sets the final one.</source>
        <translation>उन व्यक्तियों पर परिणाम जिन पर सीमाएँ चुनी जाती हैं। दूसरी सीमा का असर देखने के लिए हरी रेखा खींचें; अंतिम सीमा नीति ही तय करती है।</translation>
    </message>
    <message>
        <source>Limit the accepted skilled forgeries</source>
        <translation>स्वीकृत कुशल जालसाज़ी की अधिकतम दर</translation>
    </message>
    <message>
        <source>Limit the genuine signatures not accepted</source>
        <translation>स्वीकृत न होने वाले असली हस्ताक्षरों की अधिकतम दर</translation>
    </message>
    <message>
        <source>Least expected cost</source>
        <translation>न्यूनतम अपेक्षित लागत</translation>
    </message>
    <message>
        <source>Both errors equal (for comparison)</source>
        <translation>दोनों त्रुटियाँ बराबर (तुलना के लिए)</translation>
    </message>
    <message>
        <source>Another limit for cheques up to an &amp;amount</source>
        <translation>एक राशि तक के चेकों की अलग सीमा (&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Refer between two thresholds</source>
        <translation>दो सीमाओं के बीच आगे भेजें (&amp;R)</translation>
    </message>
    <message>
        <source>Allo&amp;w a limit that can&apos;t be proven (with a warning)</source>
        <translation>अप्रमाणित सीमा मानें (चेतावनी सहित) (&amp;G)</translation>
    </message>
    <message>
        <source>Calculating…</source>
        <translation>गणना हो रही है…</translation>
    </message>
    <message>
        <source>By the stricter of the two limits, which also applies if the amount is unknown:</source>
        <translation>दोनों सीमाओं में से कड़ी सीमा के अनुसार, जो राशि ज्ञात न होने पर भी लागू है:</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>अज्ञात</translation>
    </message>
    <message>
        <source>&amp;Policy</source>
        <translation>नीति (&amp;P)</translation>
    </message>
    <message>
        <source>At &amp;most</source>
        <translation>अधिकतम (&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Loss by an accepted forgery</source>
        <translation>एक स्वीकृत जालसाज़ी से हानि (&amp;L)</translation>
    </message>
    <message>
        <source>Minutes to loo&amp;k again</source>
        <translation>दोबारा देखने के मिनट (&amp;K)</translation>
    </message>
    <message>
        <source>At most (up to t&amp;hat amount)</source>
        <translation>अधिकतम (उस राशि तक) (&amp;H)</translation>
    </message>
    <message>
        <source>Cost of a m&amp;inute</source>
        <translation>एक मिनट की लागत (&amp;I)</translation>
    </message>
    <message>
        <source>Accept from {accept:.4f}, flag below {flag:.4f}. Of {volume} cheques a day about {accepted} are accepted, {referred} referred, {flagged} flagged. Forgeries among them: {forged}; accepted forgeries: {passing}.</source>
        <translation>{accept:.4f} से स्वीकार, {flag:.4f} से नीचे संदिग्ध। दिन के {volume} चेकों में से लगभग {accepted} स्वीकार, {referred} आगे भेजे, {flagged} संदिग्ध। इनमें जालसाज़ी: {forged}; इनमें से पार हुए: {passing}।</translation>
    </message>
    <message>
        <source>This is the line as you dragged it. The policy above accepts from {accept:.4f}.</source>
        <translation>यह आपकी खींची हुई रेखा है। ऊपर की नीति {accept:.4f} से स्वीकार करती है।</translation>
    </message>
    <message>
        <source>Up to amo&amp;unt</source>
        <translation>इस राशि तक (&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Flag at most, of genuine</source>
        <translation>असली में संदिग्ध, अधिकतम (&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Cheques a day</source>
        <translation>प्रतिदिन चेक (&amp;C)</translation>
    </message>
    <message>
        <source>Forge&amp;d among them</source>
        <translation>उनमें जाली (&amp;D)</translation>
    </message>
</context>
<context>
    <name>QueueController</name>
    <message>
        <source>Export the day</source>
        <translation>दिन का निर्यात</translation>
    </message>
    <message>
        <source>Exported: {path}</source>
        <translation>निर्यात किया: {path}</translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message>
        <source>Number, account or amount</source>
        <translation>संख्या, खाता या राशि</translation>
    </message>
    <message>
        <source>Search the queue</source>
        <translation>कतार में खोजें</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>खोज साफ़ करें</translation>
    </message>
    <message>
        <source>Which cases to show</source>
        <translation>कौन-से मामले दिखाएँ</translation>
    </message>
    <message>
        <source>All</source>
        <translation>सभी</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>निर्णय बाकी</translation>
    </message>
    <message>
        <source>To look at</source>
        <translation>देखने योग्य</translation>
    </message>
    <message>
        <source>Pending approval</source>
        <translation>अनुमोदन लंबित</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>निर्णय हुआ</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>अलग रखे</translation>
    </message>
    <message>
        <source>Export the day…</source>
        <translation>दिन का निर्यात…</translation>
    </message>
    <message>
        <source>Back to the case</source>
        <translation>मामले पर लौटें</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>कतार</translation>
    </message>
    <message>
        <source>Columns of the queue</source>
        <translation>कतार के स्तंभ</translation>
    </message>
    <message>
        <source>No case is shown. Clear the search, or show all.</source>
        <translation>कोई मामला नहीं दिख रहा। खोज खाली करें, या सभी दिखाएँ।</translation>
    </message>
    <message>
        <source>{done} of {all} decided</source>
        <translation>{all} में से {done} पर निर्णय</translation>
    </message>
</context>
<context>
    <name>QueueTable</name>
    <message>
        <source>Name</source>
        <translation>नाम</translation>
    </message>
    <message>
        <source>Cheque</source>
        <translation>चेक</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>खाता</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>राशि</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>प्रोग्राम</translation>
    </message>
    <message>
        <source>My decision</source>
        <translation>मेरा निर्णय</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>स्थिति</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>जाँच हो रही है…</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>निर्णय बाकी</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>समस्या</translation>
    </message>
    <message>
        <source>Parked</source>
        <translation>अलग रखे</translation>
    </message>
    <message>
        <source>Pending approval</source>
        <translation>अनुमोदन लंबित</translation>
    </message>
    <message>
        <source>Decided</source>
        <translation>निर्णय हुआ</translation>
    </message>
    <message>
        <source>No specimens</source>
        <translation>नमूने नहीं</translation>
    </message>
</context>
<context>
    <name>RecordsAccess</name>
    <message>
        <source>Recording</source>
        <translation>दर्ज हो रहा है</translation>
    </message>
</context>
<context>
    <name>RecordsDialog</name>
    <message>
        <source>Create the records</source>
        <translation>अभिलेख बनाएँ</translation>
    </message>
    <message>
        <source>Place of the records</source>
        <translation>अभिलेखों का स्थान</translation>
    </message>
    <message>
        <source>In the keyring of this computer</source>
        <translation>इस कंप्यूटर की कीरिंग में</translation>
    </message>
    <message>
        <source>In a file:</source>
        <translation>फ़ाइल में:</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>कुंजी फ़ाइल</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>चुनें…</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>बनाएँ</translation>
    </message>
    <message>
        <source>No records are kept on this machine. Records hold the register (accounts, signatories, specimens, mandates) and the audit trail. From then on, everything you do is recorded.</source>
        <translation>इस मशीन पर अभिलेख नहीं रखे जाते। अभिलेखों में रजिस्टर (खाते, हस्ताक्षरकर्ता, नमूने, अधिदेश) और ऑडिट ट्रेल होता है। तब से आपका हर काम दर्ज होगा।</translation>
    </message>
    <message>
        <source>File, or address of a PostgreSQL database</source>
        <translation>फ़ाइल, या PostgreSQL डेटाबेस का पता</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>एन्क्रिप्शन कुंजी</translation>
    </message>
    <message>
        <source>Keep a copy of the key in a safe place: without it nobody can read the records. The register window saves one.</source>
        <translation>कुंजी की एक प्रति सुरक्षित जगह रखें: उसके बिना कोई अभिलेख नहीं पढ़ सकता। रजिस्टर की विंडो प्रति सहेजती है।</translation>
    </message>
</context>
<context>
    <name>Register</name>
    <message>
        <source>Opening the register</source>
        <translation>रजिस्टर खोला जा रहा है</translation>
    </message>
    <message>
        <source>Creating the records</source>
        <translation>अभिलेख बनाए जा रहे हैं</translation>
    </message>
</context>
<context>
    <name>RegisterMenu</name>
    <message>
        <source>More</source>
        <translation>और</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>फ़ोल्डर आयात करें…</translation>
    </message>
    <message>
        <source>Mandate of this account…</source>
        <translation>इस खाते का अधिदेश…</translation>
    </message>
    <message>
        <source>Save a copy of the key…</source>
        <translation>कुंजी की प्रति सहेजें…</translation>
    </message>
    <message>
        <source>Folder with a folder for each account</source>
        <translation>फ़ोल्डर जिसमें हर खाते का फ़ोल्डर हो</translation>
    </message>
    <message>
        <source>Loading the model… Try again in a moment.</source>
        <translation>मॉडल लोड हो रहा है… थोड़ी देर में फिर कोशिश करें।</translation>
    </message>
    <message>
        <source>Copy of the key</source>
        <translation>कुंजी की प्रति</translation>
    </message>
    <message>
        <source>Anyone who can read this file has the key: {path}</source>
        <translation>जो यह फ़ाइल पढ़ सकता है, उसके पास कुंजी है: {path}</translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s) added.</source>
        <translation>
            <numerusform>%n नमूना जोड़ा गया।</numerusform>
            <numerusform>%n नमूने जोड़े गए।</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mandate(s) set.</source>
        <translation>
            <numerusform>%n अधिदेश लागू किया गया।</numerusform>
            <numerusform>%n अधिदेश लागू किए गए।</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) were already specimens.</source>
        <translation>
            <numerusform>%n चित्र पहले से नमूना था।</numerusform>
            <numerusform>%n चित्र पहले से नमूने थे।</numerusform>
        </translation>
    </message>
    <message>
        <source>Register</source>
        <translation>रजिस्टर</translation>
    </message>
</context>
<context>
    <name>RegisterWindow</name>
    <message>
        <source>Register</source>
        <translation>रजिस्टर</translation>
    </message>
    <message>
        <source>Number, holder or signatory</source>
        <translation>संख्या, धारक या हस्ताक्षरकर्ता</translation>
    </message>
    <message>
        <source>Search for accounts</source>
        <translation>खाते खोजें</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>खाते</translation>
    </message>
    <message>
        <source>New signatory…</source>
        <translation>नया हस्ताक्षरकर्ता…</translation>
    </message>
    <message>
        <source>Your role does not allow changes.</source>
        <translation>आपकी भूमिका में केवल देखने की अनुमति है।</translation>
    </message>
    <message numerus="yes">
        <source>%n signatory(ies)</source>
        <translation>
            <numerusform>%n हस्ताक्षरकर्ता</numerusform>
            <numerusform>%n हस्ताक्षरकर्ता</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s)</source>
        <translation>
            <numerusform>%n नमूना</numerusform>
            <numerusform>%n नमूने</numerusform>
        </translation>
    </message>
    <message>
        <source>The first {count} accounts. Type a part of a number or name to find others.</source>
        <translation>पहले {count} खाते। दूसरे खोजने के लिए संख्या या नाम का कुछ भाग लिखें।</translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n खाता</numerusform>
            <numerusform>%n खाते</numerusform>
        </translation>
    </message>
    <message>
        <source>The register is empty. Add a signatory, or import a folder.</source>
        <translation>रजिस्टर खाली है। हस्ताक्षरकर्ता जोड़ें, या फ़ोल्डर आयात करें।</translation>
    </message>
    <message>
        <source>No account was found.</source>
        <translation>कोई खाता नहीं मिला।</translation>
    </message>
    <message>
        <source>Nobody may sign yet.</source>
        <translation>अभी किसी को हस्ताक्षर का अधिकार नहीं है।</translation>
    </message>
    <message>
        <source>Mandate since {day}:</source>
        <translation>अधिदेश {day} से:</translation>
    </message>
    <message>
        <source>No mandate is in force: no cheque of this account is accepted.</source>
        <translation>कोई अधिदेश लागू नहीं है: इस खाते का कोई चेक स्वीकार नहीं होगा।</translation>
    </message>
    <message>
        <source>Add specimens of {name}</source>
        <translation>{name} के नमूने जोड़ें</translation>
    </message>
    <message>
        <source>Loading the model… Try again in a moment.</source>
        <translation>मॉडल लोड हो रहा है… थोड़ी देर में फिर कोशिश करें।</translation>
    </message>
    <message>
        <source>Let the specimen expire</source>
        <translation>नमूना समाप्त करें</translation>
    </message>
    <message>
        <source>From today on, no signature will be compared with specimen {number}. It stays in the register. Let it expire?</source>
        <translation>आज से किसी हस्ताक्षर की नमूना {number} से तुलना नहीं होगी। वह रजिस्टर में रहेगा। समाप्त करें?</translation>
    </message>
    <message>
        <source>Let it expire</source>
        <translation>समाप्त करें</translation>
    </message>
    <message>
        <source>{name}: {reason}</source>
        <translation>{name}: {reason}</translation>
    </message>
    <message>
        <source>{name}: this image is already a specimen.</source>
        <translation>{name}: यही चित्र पहले से नमूना है।</translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s) added.</source>
        <translation>
            <numerusform>%n नमूना जोड़ा गया।</numerusform>
            <numerusform>%n नमूने जोड़े गए।</numerusform>
        </translation>
    </message>
    <message>
        <source>Not all images were added</source>
        <translation>सभी चित्र नहीं जोड़े गए</translation>
    </message>
    <message>
        <source>Images and PDF ({extensions})</source>
        <translation>चित्र और PDF ({extensions})</translation>
    </message>
</context>
<context>
    <name>ReopenDialog</name>
    <message>
        <source>Reopen the case</source>
        <translation>मामला फिर खोलें</translation>
    </message>
    <message>
        <source>Reason, required</source>
        <translation>कारण, आवश्यक</translation>
    </message>
    <message>
        <source>Reason for reopening</source>
        <translation>फिर खोलने का कारण</translation>
    </message>
    <message>
        <source>The withdrawal and your reason go into the audit trail.</source>
        <translation>वापसी और आपका कारण ऑडिट ट्रेल में दर्ज होते हैं।</translation>
    </message>
    <message>
        <source>Your reason is kept with the case.</source>
        <translation>आपका कारण मामले के साथ रहता है।</translation>
    </message>
    <message>
        <source>Reopen</source>
        <translation>फिर खोलें</translation>
    </message>
    <message>
        <source>Decided: {decision}</source>
        <translation>निर्णय: {decision}</translation>
    </message>
    <message>
        <source>Why do you reopen this case?</source>
        <translation>आप यह मामला फिर क्यों खोल रहे हैं?</translation>
    </message>
</context>
<context>
    <name>ReportController</name>
    <message>
        <source>Save report</source>
        <translation>रिपोर्ट सहेजें</translation>
    </message>
    <message>
        <source>Report saved: {path}</source>
        <translation>रिपोर्ट सहेजी गई: {path}</translation>
    </message>
    <message>
        <source>Saving the report</source>
        <translation>रिपोर्ट सहेजी जा रही है</translation>
    </message>
</context>
<context>
    <name>ReportSheet</name>
    <message>
        <source>Signature verification</source>
        <translation>हस्ताक्षर सत्यापन</translation>
    </message>
    <message>
        <source>Account {account}, amount {amount}, as of {day}</source>
        <translation>खाता {account}, राशि {amount}, {day} की स्थिति</translation>
    </message>
    <message>
        <source>unknown signer</source>
        <translation>अज्ञात हस्ताक्षरकर्ता</translation>
    </message>
    <message>
        <source>Signature {place}: {person}, {decision}, similarity {number}</source>
        <translation>हस्ताक्षर {place}: {person}, {decision}, समानता {number}</translation>
    </message>
    <message>
        <source>Program: {decision}</source>
        <translation>प्रोग्राम: {decision}</translation>
    </message>
    <message>
        <source>similarity {number}</source>
        <translation>समानता {number}</translation>
    </message>
    <message>
        <source>Cheque with the signature&apos;s box</source>
        <translation>हस्ताक्षर के घेरे सहित चेक</translation>
    </message>
    <message>
        <source>Questioned signature</source>
        <translation>जाँच का हस्ताक्षर</translation>
    </message>
    <message>
        <source>Both signatures overlaid</source>
        <translation>दोनों हस्ताक्षर एक-दूसरे पर</translation>
    </message>
    <message>
        <source>Agreement (blue)</source>
        <translation>मेल (नीला)</translation>
    </message>
    <message>
        <source>Accepted from {accept}, flagged below {flag}.</source>
        <translation>{accept} से स्वीकृत, {flag} से नीचे संदिग्ध।</translation>
    </message>
    <message>
        <source>Specimen {name}: {alone} to the cheque, {others} to the others</source>
        <translation>नमूना {name}: चेक से {alone}, अन्य से {others}</translation>
    </message>
    <message>
        <source>No clerk&apos;s decision has been recorded.</source>
        <translation>किसी लिपिक का निर्णय दर्ज नहीं है।</translation>
    </message>
    <message>
        <source>Clerk&apos;s decision: {verdict}</source>
        <translation>लिपिक का निर्णय: {verdict}</translation>
    </message>
    <message>
        <source>Cheque: {path}, page {page}, box {box}</source>
        <translation>चेक: {path}, पृष्ठ {page}, घेरा {box}</translation>
    </message>
    <message>
        <source>Model {model}, calibration {calibration}</source>
        <translation>मॉडल {model}, अंशांकन {calibration}</translation>
    </message>
    <message>
        <source>Codes of the reasons: {codes}</source>
        <translation>कारणों के कोड: {codes}</translation>
    </message>
    <message>
        <source>Report of {time} for {clerk}, sigverify {version}</source>
        <translation>रिपोर्ट {time}, {clerk} के लिए, sigverify {version}</translation>
    </message>
    <message>
        <source>The similarity is evidence on a scale from 0 to 1, not a probability of fraud. The program assists; the clerk decides.</source>
        <translation>समानता 0 से 1 के पैमाने पर साक्ष्य है, धोखाधड़ी की संभावना नहीं। प्रोग्राम सहायता करता है; निर्णय लिपिक का है।</translation>
    </message>
</context>
<context>
    <name>ResultPage</name>
    <message>
        <source>What to expect</source>
        <translation>क्या अपेक्षा करें</translation>
    </message>
    <message>
        <source>The result on signers that were not used to choose the thresholds. Look only once: if you try many policies here and keep the best, the result looks better than it is. Each policy is counted.</source>
        <translation>उन व्यक्तियों पर परिणाम जिन पर सीमाएँ नहीं चुनी गईं। केवल एक बार देखें: यहाँ अनेक नीतियाँ आज़माकर सबसे अच्छी रखने से परिणाम वास्तविकता से बेहतर दिखता है। हर नीति गिनी जाती है।</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>जाँच हो रही है…</translation>
    </message>
    <message>
        <source>These warnings are shown wherever this calibration is used:
{said}</source>
        <translation>ये चेतावनियाँ हर जगह दिखाई जाती हैं जहाँ यह अंशांकन उपयोग होता है:
{said}</translation>
    </message>
    <message>
        <source>Policies evaluated on these signers: {n}</source>
        <translation>इन व्यक्तियों पर परखी गई नीतियाँ: {n}</translation>
    </message>
</context>
<context>
    <name>ScorePage</name>
    <message>
        <source>Comparing signatures</source>
        <translation>हस्ताक्षरों की तुलना हो रही है</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>तुलना</translation>
    </message>
    <message>
        <source>Each questioned signature is compared with specimens of its signer, as in a verification. A third of the signers is held out to check the thresholds.</source>
        <translation>जाँच के हर हस्ताक्षर की तुलना उसी व्यक्ति के नमूनों से होती है, जैसे सत्यापन में। सीमाओं की जाँच के लिए एक तिहाई व्यक्ति अलग रखे जाते हैं।</translation>
    </message>
    <message>
        <source>{fit} signers to choose the thresholds, {held_out} held out.</source>
        <translation>सीमाएँ चुनने के लिए {fit} व्यक्ति; {held_out} अलग रखे गए।</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Your name</source>
        <translation>आपका नाम</translation>
    </message>
    <message>
        <source>Shown with your decisions and in reports.</source>
        <translation>आपके निर्णयों और रिपोर्टों में लिखा जाता है।</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>भाषा</translation>
    </message>
    <message>
        <source>Takes effect when the program starts again.</source>
        <translation>प्रोग्राम फिर शुरू करने पर लागू होगा।</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>रूप</translation>
    </message>
    <message>
        <source>Light, dark, or as the system.</source>
        <translation>हल्का, गहरा, या सिस्टम जैसा।</translation>
    </message>
    <message>
        <source>Go to the next case</source>
        <translation>अगले मामले पर जाएँ</translation>
    </message>
    <message>
        <source>When a decision has been recorded, show the next open case.</source>
        <translation>निर्णय दर्ज होने पर अगला खुला मामला दिखाएँ।</translation>
    </message>
    <message>
        <source>Blink every (ms)</source>
        <translation>बदलने का अंतराल (ms)</translation>
    </message>
    <message>
        <source>How long each signature is shown when they blink.</source>
        <translation>बारी-बारी में हर हस्ताक्षर कितनी देर दिखे।</translation>
    </message>
    <message>
        <source>Names of images</source>
        <translation>चित्रों के नाम</translation>
    </message>
    <message>
        <source>How image names are built, such as {account}_{cheque}_{any}; {amount} can be used too.</source>
        <translation>चित्रों के नाम कैसे बने हैं, जैसे {account}_{cheque}_{any}; {amount} भी हो सकता है।</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>मॉडल</translation>
    </message>
    <message>
        <source>Name of a shipped model or the folder of another; empty uses the shipped one.</source>
        <translation>साथ आए मॉडल का नाम या किसी अन्य का फ़ोल्डर; खाली हो तो साथ आया मॉडल।</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>अंशांकन</translation>
    </message>
    <message>
        <source>File with the thresholds; empty uses the model&apos;s own.</source>
        <translation>सीमाओं वाली फ़ाइल; खाली हो तो मॉडल की अपनी।</translation>
    </message>
    <message>
        <source>Folder for reports</source>
        <translation>रिपोर्टों का फ़ोल्डर</translation>
    </message>
    <message>
        <source>The folder proposed for reports; empty proposes the last one used.</source>
        <translation>रिपोर्टों के लिए सुझाया जाने वाला फ़ोल्डर; खाली हो तो पिछली बार वाला।</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>अभिलेख</translation>
    </message>
    <message>
        <source>File or PostgreSQL address of the records; empty keeps no records.</source>
        <translation>अभिलेखों की फ़ाइल या PostgreSQL पता; खाली हो तो कोई अभिलेख नहीं रखे जाते।</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>कुंजी फ़ाइल</translation>
    </message>
    <message>
        <source>File with the key of the records; empty uses the system&apos;s keyring.</source>
        <translation>अभिलेखों की कुंजी वाली फ़ाइल; खाली हो तो सिस्टम की कीरिंग ली जाती है।</translation>
    </message>
    <message>
        <source>Reports may be saved and printed</source>
        <translation>रिपोर्टें सहेजी और छापी जा सकती हैं</translation>
    </message>
    <message>
        <source>Reports hold pictures of signatures.</source>
        <translation>रिपोर्टों में हस्ताक्षरों के चित्र होते हैं।</translation>
    </message>
    <message>
        <source>A reason is required</source>
        <translation>कारण आवश्यक है</translation>
    </message>
    <message>
        <source>For each return, and for each decision that differs from the program&apos;s.</source>
        <translation>हर लौटाने के लिए, और प्रोग्राम से अलग हर निर्णय के लिए।</translation>
    </message>
    <message>
        <source>One per line: the decisions it belongs to, a colon, the code, the text.</source>
        <translation>हर पंक्ति में एक: जिन निर्णयों का वह है, कोलन, कोड, पाठ।</translation>
    </message>
    <message>
        <source>Reason codes</source>
        <translation>कारण कोड</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>सिस्टम जैसा</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>हल्का</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>गहरा</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>सेटिंग</translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation>सेटिंग के पृष्ठ</translation>
    </message>
    <message>
        <source>Your administrator has set these. They can&apos;t be changed here.</source>
        <translation>ये आपके प्रशासक ने तय किए हैं। इन्हें यहाँ नहीं बदला जा सकता।</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>सहेजें</translation>
    </message>
    <message>
        <source>You</source>
        <translation>आप</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>काम</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>जाँच</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>अभिलेख</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>रिपोर्ट</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>कारण</translation>
    </message>
    <message>
        <source>at most {most} characters.</source>
        <translation>अधिकतम {most} अक्षर।</translation>
    </message>
    <message>
        <source>at most {most} lines.</source>
        <translation>अधिकतम {most} पंक्तियाँ।</translation>
    </message>
    <message>
        <source>use {account}, {cheque}, {amount} and {any}, each once, with text between them.</source>
        <translation>{account}, {cheque}, {amount} और {any} लिखें, हर एक एक बार, बीच में कुछ अक्षर के साथ।</translation>
    </message>
    <message>
        <source>Set by your site</source>
        <translation>आपके संस्थान द्वारा तय</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>चुनें</translation>
    </message>
</context>
<context>
    <name>SignPage</name>
    <message>
        <source>Name and sign</source>
        <translation>नाम दें और हस्ताक्षर करें</translation>
    </message>
    <message>
        <source>Your name stays with the calibration, its counts and its warnings.</source>
        <translation>आपका नाम अंशांकन, उसकी गिनतियों और चेतावनियों के साथ रहता है।</translation>
    </message>
    <message>
        <source>Put it in force &amp;now</source>
        <translation>अभी लागू करें (&amp;N)</translation>
    </message>
    <message>
        <source>Save the &amp;report after signing to…</source>
        <translation>हस्ताक्षर के बाद रिपोर्ट यहाँ सहेजें… (&amp;R)</translation>
    </message>
    <message>
        <source>N&amp;ame of the calibration</source>
        <translation>अंशांकन का नाम (&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Signed by</source>
        <translation>हस्ताक्षरकर्ता (&amp;S)</translation>
    </message>
    <message>
        <source>There are warnings. Read them before you put this calibration in force.</source>
        <translation>चेतावनियाँ बाकी हैं। यह अंशांकन लागू करने से पहले उन्हें पढ़ें।</translation>
    </message>
    <message>
        <source>Signing…</source>
        <translation>हस्ताक्षर हो रहे हैं…</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>रिपोर्ट</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>The report goes to {path}.</source>
        <translation>रिपोर्ट {path} में सहेजी जाएगी।</translation>
    </message>
</context>
<context>
    <name>SignatoryCard</name>
    <message>
        <source>customer {number}</source>
        <translation>ग्राहक {number}</translation>
    </message>
    <message>
        <source>may not sign now</source>
        <translation>अभी हस्ताक्षर का अधिकार नहीं</translation>
    </message>
    <message>
        <source>may sign until {day}</source>
        <translation>{day} तक हस्ताक्षर का अधिकार</translation>
    </message>
    <message>
        <source>Add specimens</source>
        <translation>नमूने जोड़ें</translation>
    </message>
    <message>
        <source>No specimen yet.</source>
        <translation>अभी कोई नमूना नहीं।</translation>
    </message>
    <message>
        <source>No specimen yet. Drop images of this person&apos;s signature here.</source>
        <translation>अभी कोई नमूना नहीं। इस व्यक्ति के हस्ताक्षर के चित्र यहाँ छोड़ें।</translation>
    </message>
</context>
<context>
    <name>SignatoryDialog</name>
    <message>
        <source>New signatory</source>
        <translation>नया हस्ताक्षरकर्ता</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>खाता</translation>
    </message>
    <message>
        <source>Holder, if the account is new</source>
        <translation>धारक, यदि खाता नया है</translation>
    </message>
    <message>
        <source>Name of the signatory</source>
        <translation>हस्ताक्षरकर्ता का नाम</translation>
    </message>
    <message>
        <source>Mandates refer to signatories by name: write it as in the mandate.</source>
        <translation>अधिदेश में हस्ताक्षरकर्ता नाम से दिए जाते हैं: नाम वैसे ही लिखें जैसे वहाँ है।</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>जोड़ें</translation>
    </message>
</context>
<context>
    <name>SignatureRows</name>
    <message>
        <source>Unknown signer</source>
        <translation>अज्ञात हस्ताक्षरकर्ता</translation>
    </message>
    <message>
        <source>{person}: {decision}. Click to show this signature.</source>
        <translation>{person}: {decision}। यह हस्ताक्षर देखने के लिए क्लिक करें।</translation>
    </message>
</context>
<context>
    <name>SimilarityScale</name>
    <message>
        <source>Similarity scale</source>
        <translation>समानता पैमाना</translation>
    </message>
    <message>
        <source>{similarity}; accepted from {accept}, flagged below {flag}</source>
        <translation>{similarity}; {accept} से स्वीकृत, {flag} से नीचे संदिग्ध</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>typed by the clerk</source>
        <translation>लिपिक ने लिखा</translation>
    </message>
    <message>
        <source>from the MICR line</source>
        <translation>MICR पंक्ति से</translation>
    </message>
    <message>
        <source>from the index file</source>
        <translation>सूची फ़ाइल से</translation>
    </message>
    <message>
        <source>from the image&apos;s name</source>
        <translation>चित्र के नाम से</translation>
    </message>
    <message>
        <source>MICR line: {told}</source>
        <translation>MICR पंक्ति: {told}</translation>
    </message>
    <message>
        <source>Index file: {told}</source>
        <translation>सूची फ़ाइल: {told}</translation>
    </message>
    <message>
        <source>Image&apos;s name: {told}</source>
        <translation>चित्र का नाम: {told}</translation>
    </message>
    <message>
        <source>cheque {value}</source>
        <translation>चेक {value}</translation>
    </message>
    <message>
        <source>account {value}</source>
        <translation>खाता {value}</translation>
    </message>
    <message>
        <source>amount {value}</source>
        <translation>राशि {value}</translation>
    </message>
    <message>
        <source>You typed something else: {other}.</source>
        <translation>आपने कुछ और लिखा है: {other}।</translation>
    </message>
</context>
<context>
    <name>SpecimenCard</name>
    <message>
        <source>The image is no longer kept.</source>
        <translation>चित्र अब नहीं रखा गया है।</translation>
    </message>
    <message>
        <source>Specimen {number}</source>
        <translation>नमूना {number}</translation>
    </message>
    <message>
        <source>{number} · added {day} by {person}</source>
        <translation>{number} · {day} को {person} ने जोड़ा</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>सुधारें…</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>बदलें…</translation>
    </message>
    <message>
        <source>Let it expire…</source>
        <translation>समाप्त करें…</translation>
    </message>
    <message>
        <source>Change this specimen</source>
        <translation>यह नमूना बदलें</translation>
    </message>
    <message>
        <source>Image purged</source>
        <translation>चित्र हटाया गया</translation>
    </message>
    <message>
        <source>Replaced by {number}</source>
        <translation>{number} से बदला गया</translation>
    </message>
    <message>
        <source>In use from {day}</source>
        <translation>{day} से मान्य</translation>
    </message>
    <message>
        <source>In use since {day}</source>
        <translation>{day} से मान्य</translation>
    </message>
    <message>
        <source>In use until {day}</source>
        <translation>{day} तक मान्य</translation>
    </message>
    <message>
        <source>Expired on {day}</source>
        <translation>{day} को समाप्त</translation>
    </message>
</context>
<context>
    <name>SpecimenController</name>
    <message>
        <source>There is no signature to use yet.</source>
        <translation>अभी कोई हस्ताक्षर नहीं है जिसका उपयोग हो सके।</translation>
    </message>
    <message>
        <source>Your role does not allow changing the register.</source>
        <translation>आपकी भूमिका रजिस्टर बदलने की अनुमति नहीं देती।</translation>
    </message>
    <message>
        <source>The signature is now a specimen of {name}.</source>
        <translation>यह हस्ताक्षर अब {name} का नमूना है।</translation>
    </message>
    <message>
        <source>{name} already has this specimen.</source>
        <translation>{name} के पास यह नमूना पहले से है।</translation>
    </message>
    <message>
        <source>Preparing the specimen</source>
        <translation>नमूना तैयार हो रहा है</translation>
    </message>
</context>
<context>
    <name>SpecimenDialog</name>
    <message>
        <source>Specimen</source>
        <translation>नमूना</translation>
    </message>
    <message>
        <source>New specimen</source>
        <translation>नया नमूना</translation>
    </message>
    <message>
        <source>The ink that is compared</source>
        <translation>जिस स्याही की तुलना होती है</translation>
    </message>
    <message>
        <source>Add the specimen</source>
        <translation>नमूना जोड़ें</translation>
    </message>
    <message>
        <source>Use this ink</source>
        <translation>यह स्याही लें</translation>
    </message>
    <message>
        <source>Show more around it</source>
        <translation>आस-पास और दिखाएँ</translation>
    </message>
    <message>
        <source>Blue is the ink that is compared. Erase print that is not the pen&apos;s, restore strokes that are missing, and crop what does not belong to the signature.</source>
        <translation>नीली स्याही की तुलना होती है। जो छपाई कलम की नहीं है उसे मिटाएँ, जो रेखाएँ छूट गई हैं उन्हें वापस लाएँ, और जो हस्ताक्षर का हिस्सा नहीं है उसे काट दें।</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>खाता</translation>
    </message>
    <message>
        <source>Name of the signatory</source>
        <translation>हस्ताक्षरकर्ता का नाम</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>मिटाएँ</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>वापस लाएँ</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>काटें</translation>
    </message>
    <message>
        <source>Size of the brush</source>
        <translation>ब्रश का आकार</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>बाएँ घुमाएँ</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>दाएँ घुमाएँ</translation>
    </message>
    <message>
        <source>Degrees to turn by</source>
        <translation>कितने अंश घुमाना है</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>घुमाएँ</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>पूर्ववत</translation>
    </message>
    <message>
        <source>As found</source>
        <translation>जैसा मिला था</translation>
    </message>
    <message>
        <source>No ink is left.</source>
        <translation>कोई स्याही नहीं बची।</translation>
    </message>
    <message>
        <source>Whose account is it?</source>
        <translation>यह किसका खाता है?</translation>
    </message>
    <message>
        <source>Who has signed?</source>
        <translation>किसने हस्ताक्षर किए हैं?</translation>
    </message>
</context>
<context>
    <name>SpecimenEditing</name>
    <message>
        <source>Replace specimen {number}</source>
        <translation>नमूना {number} बदलें</translation>
    </message>
</context>
<context>
    <name>SpecimensPanel</name>
    <message>
        <source>Specimens</source>
        <translation>नमूने</translation>
    </message>
    <message>
        <source>Drop signatures known to be genuine here, or open them with the button above. Five are much better than one.</source>
        <translation>निश्चित रूप से असली हस्ताक्षर यहाँ छोड़ें, या ऊपर के बटन से खोलें। पाँच, एक से कहीं बेहतर हैं।</translation>
    </message>
    <message>
        <source>The specimens come from the register.</source>
        <translation>नमूने रजिस्टर से आते हैं।</translation>
    </message>
    <message>
        <source>Same as before</source>
        <translation>पिछले मामले जैसे</translation>
    </message>
    <message>
        <source>the case before</source>
        <translation>पिछला मामला</translation>
    </message>
    <message>
        <source>Only if the same person should have signed: {case}</source>
        <translation>केवल तब, जब उसी व्यक्ति के हस्ताक्षर होने चाहिए: {case}</translation>
    </message>
    <message>
        <source>Type the account above to take them from the register.</source>
        <translation>रजिस्टर से लेने के लिए ऊपर खाता लिखें।</translation>
    </message>
    <message>
        <source>Not examined</source>
        <translation>जाँच नहीं हुई</translation>
    </message>
    <message>
        <source>Among themselves: {lowest} to {highest}</source>
        <translation>आपस में: {lowest} से {highest}</translation>
    </message>
    <message>
        <source>Among themselves: {lowest}</source>
        <translation>आपस में: {lowest}</translation>
    </message>
    <message>
        <source>Similarity of each specimen to the others: the variation to expect of this signer.</source>
        <translation>हर नमूना दूसरों से कितना समान है: इस व्यक्ति के हस्ताक्षर इतने बदलते हैं।</translation>
    </message>
    <message>
        <source>One specimen says little about how a signer varies.</source>
        <translation>एक नमूने से पता नहीं चलता कि हस्ताक्षर कितना बदलता है।</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Signature verification</source>
        <translation>हस्ताक्षर सत्यापन</translation>
    </message>
    <message>
        <source>Compares the signature on a cheque with specimens of the expected signer. The program assists; you decide.</source>
        <translation>चेक के हस्ताक्षर की तुलना उस व्यक्ति के नमूनों से करता है जिसे हस्ताक्षर करना था। प्रोग्राम सहायता करता है; निर्णय आपका है।</translation>
    </message>
    <message>
        <source>Open the demo case</source>
        <translation>उदाहरण मामला खोलें</translation>
    </message>
    <message>
        <source>Three made-up cheques and three specimens: see how it works.</source>
        <translation>तीन काल्पनिक चेक और तीन नमूने: देखें यह कैसे चलता है।</translation>
    </message>
    <message>
        <source>Open cheques…</source>
        <translation>चेक खोलें…</translation>
    </message>
    <message>
        <source>One or several scans; several become a work list.</source>
        <translation>एक या अनेक स्कैन; अनेक होने पर कार्य-सूची बनती है।</translation>
    </message>
    <message>
        <source>Open batch results…</source>
        <translation>बैच परिणाम खोलें…</translation>
    </message>
    <message>
        <source>The result file of a run over many cheques.</source>
        <translation>अनेक चेकों पर चले रन की परिणाम फ़ाइल।</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>पहले खोले गए</translation>
    </message>
    <message>
        <source>Or drop files anywhere on this window. F1 shows all keys.</source>
        <translation>या फ़ाइलें इस विंडो पर कहीं भी छोड़ें। F1 सभी कुंजियाँ दिखाता है।</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>It is sideways. Turn it (key R), then compare it.</source>
        <translation>यह आड़ा पड़ा है। इसे घुमाएँ (कुंजी R), फिर तुलना करें।</translation>
    </message>
    <message>
        <source>Its lines coincide with a specimen&apos;s, as those of a new signature never do.</source>
        <translation>यह नमूने पर रेखा-दर-रेखा पड़ता है, जैसा कोई नया हस्ताक्षर नहीं पड़ता।</translation>
    </message>
    <message>
        <source>It is neither clearly like the specimens nor clearly unlike them.</source>
        <translation>यह नमूनों से न साफ़ मिलता है, न साफ़ अलग है।</translation>
    </message>
    <message>
        <source>It agrees with the specimen.</source>
        <translation>यह नमूने से मेल खाता है।</translation>
    </message>
    <message>
        <source>It does not agree with the specimen.</source>
        <translation>यह नमूने से मेल नहीं खाता।</translation>
    </message>
    <message>
        <source>It agrees with all {all} specimens.</source>
        <translation>यह सभी {all} नमूनों से मेल खाता है।</translation>
    </message>
    <message>
        <source>It agrees with none of the {all} specimens.</source>
        <translation>यह {all} में से किसी नमूने से मेल नहीं खाता।</translation>
    </message>
    <message>
        <source>It agrees with {agree} of {all} specimens.</source>
        <translation>यह {all} में से {agree} नमूनों से मेल खाता है।</translation>
    </message>
    <message>
        <source>It can&apos;t be compared. The reason below says what helps.</source>
        <translation>इसकी तुलना नहीं हो सकती। नीचे का कारण बताता है कि क्या करें।</translation>
    </message>
    <message>
        <source>Do not pay before the customer has confirmed it.</source>
        <translation>ग्राहक की पुष्टि से पहले भुगतान न करें।</translation>
    </message>
    <message>
        <source>Compare it, and do not pay before the customer has confirmed it.</source>
        <translation>तुलना करें, और ग्राहक की पुष्टि से पहले भुगतान न करें।</translation>
    </message>
    <message>
        <source>It is barely above the threshold: compare it yourself.</source>
        <translation>यह सीमा से बस थोड़ा ऊपर है: स्वयं तुलना करें।</translation>
    </message>
    <message>
        <source>Check payee, amount and date.</source>
        <translation>पाने वाला, राशि और तारीख जाँचें।</translation>
    </message>
    <message>
        <source>Check the box around the signature first.</source>
        <translation>पहले हस्ताक्षर का घेरा जाँचें।</translation>
    </message>
    <message>
        <source>Print runs into it: compare it yourself.</source>
        <translation>छपाई इसमें मिली है: आँख से तुलना करें।</translation>
    </message>
    <message>
        <source>Check whose the specimens are, then compare it.</source>
        <translation>देखें कि नमूने किसके हैं, फिर तुलना करें।</translation>
    </message>
    <message>
        <source>Compare it there, or call the customer.</source>
        <translation>इन भागों की तुलना करें, या ग्राहक को फ़ोन करें।</translation>
    </message>
    <message>
        <source>Compare it, or call the customer.</source>
        <translation>तुलना करें, या ग्राहक को फ़ोन करें।</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}।</translation>
    </message>
</context>
<context>
    <name>WorkListController</name>
    <message>
        <source>Reading results</source>
        <translation>परिणाम पढ़े जा रहे हैं</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) added to the work list</source>
        <translation>
            <numerusform>%n मामला कार्य-सूची में जोड़ा गया</numerusform>
            <numerusform>%n मामले कार्य-सूची में जोड़े गए</numerusform>
        </translation>
    </message>
    <message>
        <source>{case} was removed from the list. Edit &gt; Restore removed case brings it back.</source>
        <translation>{case} सूची से हटाया गया। संपादन &gt; हटाया मामला वापस लाएँ उसे लौटाता है।</translation>
    </message>
    <message>
        <source>The case</source>
        <translation>मामला</translation>
    </message>
    <message>
        <source>A decided case can&apos;t be parked.</source>
        <translation>जिस मामले पर निर्णय हो चुका है, उसे अलग नहीं रखा जा सकता।</translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) now have these specimens</source>
        <translation>
            <numerusform>अब %n मामले में ये नमूने हैं</numerusform>
            <numerusform>अब %n मामलों में ये नमूने हैं</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkListPanel</name>
    <message>
        <source>Work list</source>
        <translation>कार्य-सूची</translation>
    </message>
    <message>
        <source>Which cases to show</source>
        <translation>कौन से मामले दिखाएँ</translation>
    </message>
    <message>
        <source>All ({count})</source>
        <translation>सभी ({count})</translation>
    </message>
    <message>
        <source>To decide ({count})</source>
        <translation>निर्णय बाकी ({count})</translation>
    </message>
    <message>
        <source>To look at ({count})</source>
        <translation>देखने योग्य ({count})</translation>
    </message>
    <message>
        <source>Pending approval ({count})</source>
        <translation>अनुमोदन लंबित ({count})</translation>
    </message>
    <message>
        <source>Decided ({count})</source>
        <translation>निर्णय हुए ({count})</translation>
    </message>
    <message>
        <source>Parked ({count})</source>
        <translation>अलग रखे ({count})</translation>
    </message>
    <message>
        <source>{done} of {all} decided</source>
        <translation>{all} में से {done} पर निर्णय</translation>
    </message>
    <message>
        <source>{count} pending</source>
        <translation>{count} लंबित</translation>
    </message>
</context>
<context>
    <name>WorkPanel</name>
    <message>
        <source>Stopped. It will continue where it stopped.</source>
        <translation>रोका गया। आगे वहीं से चलेगा जहाँ था।</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}: {total} में से {done}</translation>
    </message>
    <message>
        <source>{text}, about {left} left</source>
        <translation>{text}, लगभग {left} शेष</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>पूरा हुआ।</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>रोकें (&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Continue</source>
        <translation>जारी रखें (&amp;G)</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} सेकंड</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} मिनट</translation>
    </message>
</context>
<context>
    <name>_CaseList</name>
    <message>
        <source>no specimens</source>
        <translation>नमूने नहीं</translation>
    </message>
    <message>
        <source>{verdict}, pending approval</source>
        <translation>{verdict}, अनुमोदन लंबित</translation>
    </message>
    <message>
        <source>you: {verdict}</source>
        <translation>आप: {verdict}</translation>
    </message>
    <message>
        <source>parked</source>
        <translation>अलग रखा</translation>
    </message>
</context>
<context>
    <name>_Legend</name>
    <message>
        <source>found</source>
        <translation>मिला</translation>
    </message>
    <message>
        <source>not found:</source>
        <translation>नहीं मिला:</translation>
    </message>
</context>
<context>
    <name>_SpecimenCard</name>
    <message>
        <source>Click to compare with this specimen</source>
        <translation>इस नमूने से तुलना के लिए क्लिक करें</translation>
    </message>
    <message>
        <source>The ink that is compared; click to correct it</source>
        <translation>जिस स्याही की तुलना होती है; सुधारने के लिए क्लिक करें</translation>
    </message>
    <message>
        <source>Ink of {name}</source>
        <translation>{name} की स्याही</translation>
    </message>
    <message>
        <source>Remove this specimen</source>
        <translation>यह नमूना हटाएँ</translation>
    </message>
    <message>
        <source>Similarity of the cheque to this specimen alone</source>
        <translation>केवल इस नमूने से चेक की समानता</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>पढ़ा जा रहा है…</translation>
    </message>
    <message>
        <source>This file can&apos;t be used.</source>
        <translation>यह फ़ाइल उपयोग योग्य नहीं।</translation>
    </message>
    <message>
        <source>Date of the file</source>
        <translation>फ़ाइल की तारीख</translation>
    </message>
    <message>
        <source>Valid from this day</source>
        <translation>इस दिन से मान्य</translation>
    </message>
</context>
</TS>
