; The installer for Windows: iscc /DVersion=0.1.0 packaging\windows\sigverify.iss
; (Inno Setup 6, after `python packaging\build.py frozen`; `build.py installer` calls it.)

#ifndef Version
  #error Give the version: /DVersion=...
#endif
#define Root AddBackslash(SourcePath) + "..\.."

[Setup]
; Never changes: by it a newer version finds the older one.
AppId={{7C7E1D5B-5A54-4C2B-9E43-6A0B5C2F9D31}
AppName=sigverify
AppVersion={#Version}
AppPublisher=The sigverify developers
DefaultDirName={autopf}\sigverify
DefaultGroupName=sigverify
DisableProgramGroupPage=yes
LicenseFile={#Root}\LICENSE
OutputDir={#Root}\dist
OutputBaseFilename=sigverify-{#Version}-setup
SetupIconFile={#Root}\build\icons\sigverify.ico
UninstallDisplayIcon={app}\sigverify-gui.exe
Compression=lzma2/max
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; Windows 10 1809, the oldest that Qt 6 supports.
MinVersion=10.0.17763
; For all users by an administrator, or for oneself without one: /CURRENTUSER.
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=commandline dialog
ChangesEnvironment=yes
CloseApplications=yes
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "Let command prompts find 'sigverify'"; Flags: unchecked

[Files]
Source: "{#Root}\dist\sigverify\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs
Source: "{#Root}\README.md"; DestDir: "{app}"; Flags: ignoreversion
Source: "{#Root}\docs\*"; DestDir: "{app}\docs"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; A library of the older version must not be left for the newer one to find.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\sigverify"; Filename: "{app}\sigverify-gui.exe"
Name: "{autodesktop}\sigverify"; Filename: "{app}\sigverify-gui.exe"; Tasks: desktopicon

[Registry]
; "Open with", and no more: which program opens pictures is not ours to decide.
Root: HKA; Subkey: "Software\Classes\Applications\sigverify-gui.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "sigverify"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\sigverify-gui.exe\shell\open\command"; ValueType: string; ValueData: """{app}\sigverify-gui.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\sigverify-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".png"
Root: HKA; Subkey: "Software\Classes\Applications\sigverify-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"
Root: HKA; Subkey: "Software\Classes\Applications\sigverify-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"
Root: HKA; Subkey: "Software\Classes\Applications\sigverify-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".pdf"
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsAdminInstallMode and NotOnPath('{app}')
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: (not IsAdminInstallMode) and NotOnPath('{app}')

[Run]
Filename: "{app}\sigverify-gui.exe"; Description: "{cm:LaunchProgram,sigverify}"; Flags: nowait postinstall skipifsilent

[Code]
function NotOnPath(Folder: string): Boolean;
var
  Found: string;
begin
  if IsAdminInstallMode then
    RegQueryStringValue(HKLM, 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment', 'Path', Found)
  else
    RegQueryStringValue(HKCU, 'Environment', 'Path', Found);
  Result := Pos(';' + Lowercase(ExpandConstant(Folder)) + ';', ';' + Lowercase(Found) + ';') = 0;
end;
