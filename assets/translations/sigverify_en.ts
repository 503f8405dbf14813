<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DialogController</name>
    <message numerus="yes">
        <source>Use these specimens for %n other case(s)? Their cheques must be signed by the same person.</source>
        <translation>
            <numerusform>Use these specimens for %n other case? Its cheque must be signed by the same person.</numerusform>
            <numerusform>Use these specimens for %n other cases? Their cheques must be signed by the same person.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RegisterMenu</name>
    <message numerus="yes">
        <source>%n specimen(s) added.</source>
        <translation>
            <numerusform>%n specimen added.</numerusform>
            <numerusform>%n specimens added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mandate(s) set.</source>
        <translation>
            <numerusform>%n mandate set.</numerusform>
            <numerusform>%n mandates set.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) were already specimens.</source>
        <translation>
            <numerusform>%n image was a specimen already.</numerusform>
            <numerusform>%n images were specimens already.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RegisterWindow</name>
    <message numerus="yes">
        <source>%n signatory(ies)</source>
        <translation>
            <numerusform>%n signatory</numerusform>
            <numerusform>%n signatories</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s)</source>
        <translation>
            <numerusform>%n specimen</numerusform>
            <numerusform>%n specimens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n account</numerusform>
            <numerusform>%n accounts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n specimen(s) added.</source>
        <translation>
            <numerusform>%n specimen added.</numerusform>
            <numerusform>%n specimens added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorkListController</name>
    <message numerus="yes">
        <source>%n case(s) added to the work list</source>
        <translation>
            <numerusform>%n case added to the work list</numerusform>
            <numerusform>%n cases added to the work list</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) now have these specimens</source>
        <translation>
            <numerusform>%n case now has these specimens</numerusform>
            <numerusform>%n cases now have these specimens</numerusform>
        </translation>
    </message>
</context>
</TS>
