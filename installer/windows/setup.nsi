; The installer for Windows (docs/adr/0015). `make installer-windows` compiles it; package.py gives the defines:
;   VERSION, VERSION4      of the release, as 1.2.3 and as 1.2.3.0
;   FILES, OUT             a script that unpacks the bundle into $side, the installer to write
;   ICON, SIDE             files with the icon, and with the picture beside the first and last page
;   SIZE_KB, LONGEST       of the packed files: their size on a disk, and the longest path in characters
;   SIGN                   the command that signs one file in place
;   QUICK                  if it is there: pack in seconds, into a larger file, to try things
; NSIS quits by the numbers that Windows has for the same trouble, so that tools for roll-outs understand them.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
; As the programs have it (manifest.py): what a command says is read in the code page in which it is said.
ManifestAppendCustomString "/assembly/application/windowsSettings" \
  '<activeCodePage xmlns="http://schemas.microsoft.com/SMI/2019/WindowsSettings">UTF-8</activeCodePage>'
RequestExecutionLevel admin
!ifdef QUICK
SetCompressor zlib
!else
SetCompressor /SOLID lzma
SetCompressorDictSize 32
!endif
CRCCheck force
SetDateSave off ; the same files make the same installer
AllowSkipFiles off

!define PRODUCT "CleanStation Desktop"
!define PROGRAM "CleanStationDesktop.exe"
!define COMMAND "cleanstation.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\CleanStationDesktop"
!define CLASSES "Software\Classes"
!define LINK_CLASS "CleanStation.Link"

!define ERROR_ACCESS_DENIED 5
!define ERROR_WRITE_FAULT 29
!define ERROR_SHARING_VIOLATION 32
!define ERROR_INVALID_PARAMETER 87
!define ERROR_DISK_FULL 112
!define ERROR_BAD_PATHNAME 161
!define ERROR_OLD_WIN_VERSION 1150
!define ERROR_INSTALL_ALREADY_RUNNING 1618
!define ERROR_PRODUCT_VERSION 1638

Name "${PRODUCT}"
OutFile "${OUT}"
InstallDir ""
BrandingText "${PRODUCT} ${VERSION}"
VIProductVersion "${VERSION4}"
VIAddVersionKey "ProductName" "${PRODUCT}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "${PRODUCT}"
VIAddVersionKey "FileDescription" "${PRODUCT} setup"
VIAddVersionKey "LegalCopyright" "${PRODUCT}"

!finalize '${SIGN} "%1"' = 0
!uninstfinalize '${SIGN} "%1"' = 0

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "x64.nsh"
!include "WinVer.nsh"
!include "WordFunc.nsh"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE_3LINES ; in French and Spanish it needs them
!define MUI_FINISHPAGE_TITLE_3LINES
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION startClient
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE skipWhenInstalled
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE checkFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"

Var log       ; handle of the log file
Var logFile
Var text      ; what is to be told
Var before    ; folder of the version that is installed, or nothing
Var side      ; folder that is written beside the old version; nothing while there is none
Var server
Var port
Var database
Var station
Var authority
Var environment
Var spoken
Var downgrade
Var settings
Var word      ; of the command line
Var rest

!include "texts.nsh"
!include "common.nsh"
!insertmacro COMMON ""
!insertmacro COMMON "un."

; --- installing -----------------------------------------------------------------------------------------------------

Function .onInit
  SetRegView 64
  SetShellVarContext all
  Call readCommandLine
  Call openLog
  ${If} $settings != ""
    ${Refuse} ${ERROR_INVALID_PARAMETER} "$(badParameter) /SETTINGS="
  ${EndIf}
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    ${Refuse} ${ERROR_OLD_WIN_VERSION} "$(oldWindows)"
  ${EndIf}
  Call demandRights
  Call demandAlone
  Call demandClosed
  ${If} $server == ""
  ${AndIf} "$port$database$station$authority$environment$spoken" != ""
    ${Refuse} ${ERROR_INVALID_PARAMETER} "$(serverMissing)"
  ${EndIf}
  ReadRegStr $before HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
    ${AndIf} $downgrade == ""
      StrCpy $text "$(newerInstalled) ($0 > ${VERSION})"
      MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$text$\n$\n$(installAnyway)" /SD IDNO IDYES goOn
      ${Refuse} ${ERROR_PRODUCT_VERSION} "$text. $(downgradeHow)"
      goOn:
    ${EndIf}
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "$before"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "$PROGRAMFILES64\${PRODUCT}"
  ${EndIf}
FunctionEnd

; An upgrade goes where the program is.
Function skipWhenInstalled
  ${If} $before != ""
    Abort
  ${EndIf}
FunctionEnd

; Whether the folder can take the program. The old version stays until the new one lies beside it.
Function checkFolder
  StrLen $0 "$INSTDIR.new\"
  IntOp $0 $0 + ${LONGEST}
  ${If} $0 > 259
    IntOp $1 $0 - 259
    ${Refuse} ${ERROR_BAD_PATHNAME} "$(folderTooLong) $1: $INSTDIR"
  ${EndIf}
  StrLen $0 "$INSTDIR"
  ${If} $0 < 4
    ${Refuse} ${ERROR_BAD_PATHNAME} "$(folderForeign) $INSTDIR"
  ${EndIf}
  ; Rather than take over folders of something else: each is removed as a whole, now or later.
  Push "$INSTDIR"
  Call demandOurs
  Push "$INSTDIR.new"
  Call demandOurs
  Push "$INSTDIR.old"
  Call demandOurs
  ; The disk of the nearest folder that is there: a folder can be a disk of its own.
  StrCpy $0 "$INSTDIR"
  ${DoUntil} ${FileExists} "$0\*.*"
    StrLen $1 "$0"
    ${If} $1 < 4
      ${ExitDo}
    ${EndIf}
    Push "$0"
    Call parentOf
    Pop $0
  ${Loop}
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$0\", *l .r1, p 0, p 0) i .r2'
  ${If} $2 != 0
    System::Int64Op $1 / 1024
    Pop $1
    System::Int64Op $1 < ${SIZE_KB}
    Pop $2
    ${If} $2 == 1
      IntOp $3 ${SIZE_KB} / 1024
      IntOp $3 $3 + 1
      ${Refuse} ${ERROR_DISK_FULL} "$(diskFull) $3 MB: $0"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function parentOf
  Exch $R0
  Push $R1
  ${Do}
    StrCpy $R1 "$R0" 1 -1
    StrCpy $R0 "$R0" -1
  ${LoopUntil} $R1 == "\"
  Pop $R1
  Exch $R0
FunctionEnd

Section "Program"
  SetShellVarContext all
  Call checkFolder
  ${Tell} "$(writes) $INSTDIR"
  ; A machine that lost power between the two renames below has its old version here.
  ${IfNot} ${FileExists} "$INSTDIR\*.*"
  ${AndIf} ${FileExists} "$INSTDIR.old\_internal\*.*"
    Rename "$INSTDIR.old" "$INSTDIR"
  ${EndIf}
  RMDir /r "$INSTDIR.new"
  RMDir /r "$INSTDIR.old"
  StrCpy $side "$INSTDIR.new"
  ClearErrors
  SetOutPath "$side"
  ${If} ${Errors}
    ${Refuse} ${ERROR_ACCESS_DENIED} "$(folderClosed) $side"
  ${EndIf}
  !include "${FILES}"
  WriteUninstaller "$side\uninstall.exe"
  ${If} ${Errors}
    ${Refuse} ${ERROR_WRITE_FAULT} "$(notWritten) $side"
  ${EndIf}
  SetOutPath "$TEMP" ; a folder in which a program stands cannot be renamed

  Call protectSettings
  ${If} $server != ""
    Call enroll
  ${EndIf}

  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ClearErrors
    Rename "$INSTDIR" "$INSTDIR.old"
    ${If} ${Errors}
      ${Refuse} ${ERROR_SHARING_VIOLATION} "$(inUse) $INSTDIR"
    ${EndIf}
  ${Else}
    RMDir "$INSTDIR" ; an empty one
  ${EndIf}
  ClearErrors
  Rename "$side" "$INSTDIR"
  ${If} ${Errors}
    Rename "$INSTDIR.old" "$INSTDIR"
    ${Refuse} ${ERROR_SHARING_VIOLATION} "$(inUse) $side"
  ${EndIf}
  StrCpy $side ""
  RMDir /r /REBOOTOK "$INSTDIR.old"
  ${If} $before != ""
  ${AndIf} $before != $INSTDIR
  ${AndIf} ${FileExists} "$before\_internal\*.*"
    RMDir /r /REBOOTOK "$before"
  ${EndIf}

  ClearErrors
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${PROGRAM}"
  !insertmacro registerLinks
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${PRODUCT}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "${PRODUCT}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  ${If} ${Errors}
    ${Refuse} ${ERROR_WRITE_FAULT} "$(notRegistered)"
  ${EndIf}
  ${Tell} "$(installed) ${VERSION}: $INSTDIR"
SectionEnd

; Says for every account of this PC which server it belongs to. Before the swap: what is refused leaves all as it was.
Function enroll
  StrCpy $0 '"$side\${COMMAND}" station enroll --all-accounts --no-check'
  ${AddOption} "--server" $server
  ${AddOption} "--port" $port
  ${AddOption} "--database" $database
  ${AddOption} "--station" $station
  ${AddOption} "--root-certificate" $authority
  ${AddOption} "--environment" $environment
  ${AddOption} "--language" $spoken
  nsExec::ExecToStack /TIMEOUT=120000 '$0'
  Pop $1
  Pop $2
  ${If} $1 != 0
    ${Refuse} ${ERROR_INVALID_PARAMETER} "$(notEnrolled) $2"
  ${EndIf}
  ${Tell} "$2"
FunctionEnd

; The station file says where passwords are sent, so only administrators may write there (station_file.py trusts this):
; Windows lets everybody make files below its folder for programs' data.
Function protectSettings
  CreateDirectory "$APPDATA\${PRODUCT}"
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w "O:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)", i 1, *p .r0, p 0) i .r1'
  ${If} $1 != 0
    ; owner, list of rights, and that it inherits nothing
    System::Call 'advapi32::SetFileSecurityW(w "$APPDATA\${PRODUCT}", i 0x80000005, p r0) i .r1'
    System::Call 'kernel32::LocalFree(p r0)'
  ${EndIf}
  ${If} $1 == 0
    ${Refuse} ${ERROR_ACCESS_DENIED} "$(folderClosed) $APPDATA\${PRODUCT}"
  ${EndIf}
FunctionEnd

; By the desktop, which runs without the rights of an administrator.
Function startClient
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${PROGRAM}"'
FunctionEnd

; A write that fails, as on a full disk, ends the section by itself.
Function .onInstFailed
  Call tidy
  SetErrorLevel ${ERROR_WRITE_FAULT}
  ${Tell} "$(notWritten) $INSTDIR"
FunctionEnd

Function .onGUIEnd
  Call tidy
FunctionEnd

; --- removing -------------------------------------------------------------------------------------------------------

Function un.onInit
  SetRegView 64
  SetShellVarContext all
  Call un.readCommandLine
  Call un.openLog
  ${If} $settings != ""
  ${AndIf} $settings != "keep"
  ${AndIf} $settings != "remove"
    ${UnRefuse} ${ERROR_INVALID_PARAMETER} "$(badParameter) /SETTINGS=$settings"
  ${EndIf}
  Call un.demandRights
  Call un.demandAlone
  Call un.demandClosed
FunctionEnd

Section "Uninstall"
  SetShellVarContext all
  SetOutPath "$TEMP"
  ${If} $settings == ""
    StrCpy $settings "keep"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(removeSettings)" /SD IDNO IDNO kept
    StrCpy $settings "remove"
    kept:
  ${EndIf}
  ; Renamed as a whole first: when a file is in use nothing is removed. Run by `uninstall.exe _?=FOLDER` it stands in
  ; that folder itself; then it removes what it can, and whoever started it so removes uninstall.exe.
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ${If} $EXEDIR == $INSTDIR
      RMDir /r "$INSTDIR"
    ${Else}
      Push "$INSTDIR.old"
      Call un.demandOurs
      RMDir /r "$INSTDIR.old"
      ClearErrors
      Rename "$INSTDIR" "$INSTDIR.old"
      ${If} ${Errors}
        ${UnRefuse} ${ERROR_SHARING_VIOLATION} "$(inUse) $INSTDIR"
      ${EndIf}
      RMDir /r /REBOOTOK "$INSTDIR.old"
    ${EndIf}
  ${EndIf}
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  !insertmacro unregisterLinks
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  ${If} $settings == "remove"
    Call un.removeSettings
  ${EndIf}
  Call un.dropLog
SectionEnd

; Of this PC, and of every account that has signed in on it.
Function un.removeSettings
  RMDir /r "$APPDATA\${PRODUCT}"
  StrCpy $0 0
  ${Do}
    EnumRegKey $1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $0
    ${If} $1 == ""
      ${ExitDo}
    ${EndIf}
    ReadRegStr $2 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$1" "ProfileImagePath"
    ExpandEnvStrings $2 "$2"
    ${If} $2 != ""
      RMDir /r "$2\AppData\Local\${PRODUCT}"
    ${EndIf}
    IntOp $0 $0 + 1
  ${Loop}
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${PRODUCT}"
  SetShellVarContext all
FunctionEnd
