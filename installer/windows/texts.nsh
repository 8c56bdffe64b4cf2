; What the installer says, in the language of the account. Each line: name, English, French, Spanish.

!macro text name english french spanish
  LangString ${name} ${LANG_ENGLISH} "${english}"
  LangString ${name} ${LANG_FRENCH} "${french}"
  LangString ${name} ${LANG_SPANISH} "${spanish}"
!macroend

!insertmacro text linkName "Link into CleanStation" "Lien vers CleanStation" "Enlace a CleanStation"
!insertmacro text writes "Writing to" "Écriture dans" "Escribiendo en"
!insertmacro text installed "Installed:" "Installé :" "Instalado:"

!insertmacro text needsRights \
  "Only an administrator of this PC can do this. Start it again by “Run as administrator”." \
  "Seul un administrateur de ce PC peut le faire. Relancez-le par « Exécuter en tant qu'administrateur »." \
  "Solo un administrador de este PC puede hacerlo. Inícielo de nuevo con «Ejecutar como administrador»."
!insertmacro text oldWindows \
  "CleanStation Desktop needs a 64-bit Windows 10 or newer." \
  "CleanStation Desktop exige Windows 10 64 bits ou plus récent." \
  "CleanStation Desktop necesita Windows 10 de 64 bits o posterior."
!insertmacro text otherSetup \
  "CleanStation Desktop is being installed or removed on this PC at this moment. Wait for it to end, then start again." \
  "CleanStation Desktop est en cours d'installation ou de suppression sur ce PC. Attendez la fin, puis recommencez." \
  "CleanStation Desktop se está instalando o quitando en este PC. Espere a que termine y vuelva a empezar."
!insertmacro text clientRuns \
  "CleanStation Desktop is open on this PC. Close it in every account, then retry." \
  "CleanStation Desktop est ouvert sur ce PC. Fermez-le dans tous les comptes, puis réessayez." \
  "CleanStation Desktop está abierto en este PC. Ciérrelo en todas las cuentas y reintente."
!insertmacro text inUse \
  "Nothing was changed: a file there is in use. Close CleanStation Desktop and its commands, then start again:" \
  "Rien n'a été modifié : un fichier y est utilisé. Fermez CleanStation Desktop et ses commandes, puis recommencez :" \
  "No se cambió nada: un archivo está en uso. Cierre CleanStation Desktop y sus comandos y vuelva a empezar:"
!insertmacro text newerInstalled \
  "A newer version is installed" "Une version plus récente est installée" "Hay una versión más nueva instalada"
!insertmacro text installAnyway \
  "Install the older one all the same?" "Installer quand même l'ancienne ?" "¿Instalar de todos modos la anterior?"
!insertmacro text downgradeHow \
  "To install the older one all the same, say /DOWNGRADE." \
  "Pour installer quand même l'ancienne, indiquez /DOWNGRADE." \
  "Para instalar de todos modos la anterior, indique /DOWNGRADE."
!insertmacro text badParameter \
  "Wrong parameter (known: /S /SERVER= /PORT= /DATABASE= /STATION= /CA= /ENVIRONMENT= /LANGUAGE= /DOWNGRADE /SETTINGS=keep|remove /LOG= /D=):" \
  "Paramètre erroné (connus : /S /SERVER= /PORT= /DATABASE= /STATION= /CA= /ENVIRONMENT= /LANGUAGE= /DOWNGRADE /SETTINGS=keep|remove /LOG= /D=) :" \
  "Parámetro erróneo (conocidos: /S /SERVER= /PORT= /DATABASE= /STATION= /CA= /ENVIRONMENT= /LANGUAGE= /DOWNGRADE /SETTINGS=keep|remove /LOG= /D=):"
!insertmacro text serverMissing \
  "Name the server as well: /SERVER=name" "Indiquez aussi le serveur : /SERVER=nom" \
  "Indique también el servidor: /SERVER=nombre"
!insertmacro text folderTooLong \
  "The path of this folder is too long for Windows; characters too many:" \
  "Le chemin de ce dossier est trop long pour Windows ; caractères en trop :" \
  "La ruta de esta carpeta es demasiado larga para Windows; caracteres de más:"
!insertmacro text folderForeign \
  "This folder holds something else. Choose an empty one, or one that does not exist yet:" \
  "Ce dossier contient autre chose. Choisissez-en un vide, ou un qui n'existe pas encore :" \
  "Esta carpeta contiene otra cosa. Elija una vacía, o una que aún no exista:"
!insertmacro text folderClosed \
  "This folder cannot be written:" "Impossible d'écrire dans ce dossier :" "No se puede escribir en esta carpeta:"
!insertmacro text diskFull \
  "Not enough room on the disk; free this much:" "Place insuffisante sur le disque ; libérez :" \
  "No hay espacio suficiente en el disco; libere:"
!insertmacro text notWritten \
  "The files could not all be written, so nothing was changed. See whether the disk is full, then start again:" \
  "Tous les fichiers n'ont pas pu être écrits ; rien n'a été modifié. Vérifiez la place sur le disque, puis recommencez :" \
  "No se pudieron escribir todos los archivos; no se cambió nada. Compruebe el espacio del disco y vuelva a empezar:"
!insertmacro text notEnrolled \
  "Nothing was installed, as the server was not accepted:" \
  "Rien n'a été installé, car le serveur n'a pas été accepté :" \
  "No se instaló nada, porque el servidor no fue aceptado:"
!insertmacro text notRegistered \
  "The program is there, but Windows did not take all its entries. Start this installer again." \
  "Le programme est là, mais Windows n'a pas pris toutes ses entrées. Relancez cet installateur." \
  "El programa está, pero Windows no tomó todas sus entradas. Inicie de nuevo este instalador."
!insertmacro text removeSettings \
  "Remove the settings too: the server of this PC, and the preferences, drafts and crash reports of every account?$\n$\nDrafts that were not sent are lost." \
  "Supprimer aussi les réglages : le serveur de ce PC, et les préférences, brouillons et rapports d'incident de chaque compte ?$\n$\nLes brouillons non envoyés seront perdus." \
  "¿Quitar también los ajustes: el servidor de este PC, y las preferencias, borradores e informes de fallos de cada cuenta?$\n$\nSe pierden los borradores no enviados."
