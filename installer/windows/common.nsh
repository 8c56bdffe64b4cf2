; What installing and removing share.

; Says it in the window, if there is one, and in the log.
!macro tell what prefix
  StrCpy $text "${what}"
  Call ${prefix}tell
!macroend
!define Tell "!insertmacro tellHere"
!macro tellHere what
  !insertmacro tell "${what}" ""
!macroend

; Ends with a number and a sentence, and leaves everything as it was.
!macro refuse prefix number what
  StrCpy $text "${what}"
  SetErrorLevel ${number}
  Call ${prefix}refuse
!macroend
!define Refuse '!insertmacro refuse ""'
!define UnRefuse '!insertmacro refuse "un."'

; An option for the command in $0, if it has a value. A backslash at the end would take the quote for its own.
!macro addOption name value
  ${If} ${value} != ""
    StrCpy $1 ${value} 1 -1
    StrCpy $0 '$0 ${name} "${value}"'
    ${If} $1 == "\"
      StrCpy $0 '$0' -1
      StrCpy $0 '$0\"'
    ${EndIf}
  ${EndIf}
!macroend
!define AddOption "!insertmacro addOption"

; Takes the value of one parameter out of a word of the command line.
!macro takeParameter name variable
  StrLen $1 "/${name}="
  StrCpy $2 "$word" $1
  ${If} $2 == "/${name}="
    StrCpy ${variable} "$word" "" $1
    ${If} ${variable} == ""
      StrCpy $rest "$word" ; no value: as wrong as an unknown one
      Return
    ${EndIf}
    Goto next
  ${EndIf}
!macroend

!macro registerLinks
  WriteRegStr HKLM "${CLASSES}\cleanstation" "" "URL:CleanStation"
  WriteRegStr HKLM "${CLASSES}\cleanstation" "URL Protocol" ""
  WriteRegStr HKLM "${CLASSES}\cleanstation\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKLM "${CLASSES}\cleanstation\shell\open\command" "" '"$INSTDIR\${PROGRAM}" open "%1"'
  WriteRegStr HKLM "${CLASSES}\.cleanstation" "" "${LINK_CLASS}"
  WriteRegStr HKLM "${CLASSES}\${LINK_CLASS}" "" "$(linkName)"
  WriteRegStr HKLM "${CLASSES}\${LINK_CLASS}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKLM "${CLASSES}\${LINK_CLASS}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" open "%1"'
  !insertmacro tellExplorer
!macroend

!macro unregisterLinks
  DeleteRegKey HKLM "${CLASSES}\cleanstation"
  DeleteRegKey HKLM "${CLASSES}\.cleanstation"
  DeleteRegKey HKLM "${CLASSES}\${LINK_CLASS}"
  !insertmacro tellExplorer
!macroend

; SHCNE_ASSOCCHANGED: what opens a link has changed.
!macro tellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro COMMON prefix

; Reads $CMDLINE into the variables; quotes go around a value or around the whole word. What is no parameter is left
; in $rest for openLog to refuse.
Function ${prefix}readCommandLine
  Push $0
  Push $1
  Push $2
  Push $3
  StrCpy $rest ""
  StrCpy $0 0  ; place
  StrCpy $3 "" ; whether within quotes
  StrCpy $word ""
  StrCpy $R9 0 ; number of the word
  ${Do}
    StrCpy $1 "$CMDLINE" 1 $0
    IntOp $0 $0 + 1
    ${If} $1 == '"'
      ${If} $3 == ""
        StrCpy $3 "quoted"
      ${Else}
        StrCpy $3 ""
      ${EndIf}
    ${ElseIf} $1 == ""
    ${OrIf} $1 == " "
      ${If} $1 == " "
      ${AndIf} $3 == "quoted"
        StrCpy $word "$word "
      ${Else}
        ${If} $word != ""
          IntOp $R9 $R9 + 1
          ${If} $R9 > 1 ; the first one is this program
            Push $0
            Push $1
            Call ${prefix}takeWord
            Pop $1
            Pop $0
          ${EndIf}
          StrCpy $word ""
        ${EndIf}
      ${EndIf}
    ${Else}
      StrCpy $word "$word$1"
    ${EndIf}
  ${LoopUntil} $1 == ""
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

Function ${prefix}takeWord
  ${If} $word == "/S"
  ${OrIf} $word == "/NCRC"
    Return
  ${EndIf}
  ${If} $word == "/DOWNGRADE"
    StrCpy $downgrade "yes"
    Return
  ${EndIf}
  StrCpy $1 "$word" 3
  ${If} $1 == "_?="
    Return
  ${EndIf}
  !insertmacro takeParameter "SERVER" $server
  !insertmacro takeParameter "PORT" $port
  !insertmacro takeParameter "DATABASE" $database
  !insertmacro takeParameter "STATION" $station
  !insertmacro takeParameter "CA" $authority
  !insertmacro takeParameter "ENVIRONMENT" $environment
  !insertmacro takeParameter "LANGUAGE" $spoken
  !insertmacro takeParameter "SETTINGS" $settings
  !insertmacro takeParameter "LOG" $logFile
  StrCpy $rest "$word"
  next:
FunctionEnd

Function ${prefix}openLog
  ${If} $logFile == ""
    StrCpy $logFile "$TEMP\${PRODUCT} setup.log"
  ${EndIf}
  ClearErrors
  FileOpen $log "$logFile" w
  ${If} ${Errors}
    StrCpy $log ""
    ${If} $rest == ""
      StrCpy $rest "/LOG=$logFile"
    ${EndIf}
  ${EndIf}
  ${If} $rest != ""
    StrCpy $text "$(badParameter) $rest"
    SetErrorLevel ${ERROR_INVALID_PARAMETER}
    Call ${prefix}refuse
  ${EndIf}
FunctionEnd

Function ${prefix}tell
  DetailPrint "$text"
  ${If} $log != ""
    FileWriteUTF16LE /BOM $log "$text$\r$\n"
  ${EndIf}
FunctionEnd

Function ${prefix}refuse
  Call ${prefix}tell
  Call ${prefix}tidy
  MessageBox MB_OK|MB_ICONSTOP "$text" /SD IDOK
  Quit
FunctionEnd

; Takes away what lies beside the installed version.
Function ${prefix}tidy
  ${If} $side != ""
    SetOutPath "$TEMP"
    RMDir /r "$side"
    StrCpy $side ""
  ${EndIf}
FunctionEnd

; A folder on the stack that is removed as a whole: refuses one that holds something else than this program.
Function ${prefix}demandOurs
  Exch $R0
  Push $R1
  Push $R2
  ${If} ${FileExists} "$R0\${PROGRAM}"
  ${OrIf} ${FileExists} "$R0\${COMMAND}"
  ${OrIf} "$R0" == "$before"
    Goto ours
  ${EndIf}
  ; What is left where a file could not be removed at once; a folder to install into has the programs as well.
  ${If} "$R0" != "$INSTDIR"
  ${AndIf} ${FileExists} "$R0\_internal\*.*"
    Goto ours
  ${EndIf}
  FindFirst $R1 $R2 "$R0\*"
  ${DoWhile} $R2 != ""
    ${If} $R2 != "."
    ${AndIf} $R2 != ".."
      FindClose $R1
      StrCpy $text "$(folderForeign) $R0"
      SetErrorLevel ${ERROR_BAD_PATHNAME}
      Call ${prefix}refuse
    ${EndIf}
    FindNext $R1 $R2
  ${Loop}
  FindClose $R1
  ours:
  Pop $R2
  Pop $R1
  Pop $R0
FunctionEnd

Function ${prefix}demandRights
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    StrCpy $text "$(needsRights)"
    SetErrorLevel ${ERROR_ACCESS_DENIED}
    Call ${prefix}refuse
  ${EndIf}
FunctionEnd

; Two at once would take each other's files. Windows gives the mark back when this program ends, however it ends.
Function ${prefix}demandAlone
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\CleanStationDesktopSetup") p .r0 ?e'
  Pop $1
  ${If} $0 P= 0
  ${OrIf} $1 = 183
    StrCpy $text "$(otherSetup)"
    SetErrorLevel ${ERROR_INSTALL_ALREADY_RUNNING}
    Call ${prefix}refuse
  ${EndIf}
FunctionEnd

; The client holds a mark for as long as it runs, in any session of this PC.
Function ${prefix}demandClosed
  ${Do}
    System::Call 'kernel32::OpenMutexW(i 0x00100000, i 0, w "Global\CleanStationDesktop") p .r0 ?e'
    Pop $1
    ${If} $0 P<> 0
      System::Call 'kernel32::CloseHandle(p r0)'
    ${ElseIf} $1 <> 5 ; of another account that lets nobody open it: it is there as well
      Return
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(clientRuns)" /SD IDCANCEL IDRETRY again
    StrCpy $text "$(clientRuns)"
    SetErrorLevel ${ERROR_SHARING_VIOLATION}
    Call ${prefix}tell
    Quit
    again:
  ${Loop}
FunctionEnd

!macroend

; Nothing went wrong, so nothing is left to read.
Function un.dropLog
  ${If} $log != ""
    FileClose $log
    StrCpy $log ""
    Delete "$logFile"
  ${EndIf}
FunctionEnd
