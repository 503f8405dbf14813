<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
        <source>%n case(s) added to the work-list</source>
        <translation>
            <numerusform>%n case added to the work-list</numerusform>
            <numerusform>%n cases added to the work-list</numerusform>
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
