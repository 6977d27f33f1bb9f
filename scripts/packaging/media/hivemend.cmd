@echo off
rem Starts the hivemend that fits this machine. Needs nothing but cmd itself, as recovery images lack most programs, and
rem names every program by its whole path: by a bare name, cmd would first take one that lies in the current folder.
setlocal EnableExtensions DisableDelayedExpansion
set "HM_SYSTEM=%SystemRoot%\System32"
rem A variable of that name would hide the exit code.
set "ERRORLEVEL="
set "HM_ARCH=%PROCESSOR_ARCHITECTURE%"
rem A 32-bit prompt on a 64-bit system tells the system's own architecture here.
if defined PROCESSOR_ARCHITEW6432 set "HM_ARCH=%PROCESSOR_ARCHITEW6432%"
set "HM_EXE="
if /i "%HM_ARCH%"=="AMD64" set "HM_EXE=hivemend-win-x64.exe"
if /i "%HM_ARCH%"=="ARM64" set "HM_EXE=hivemend-win-arm64.exe"
if not defined HM_EXE goto no_architecture
rem This very file is there. Where cmd does not find it, it can't write the folder's name (Wine's cmd drops a percent sign).
if not exist "%~dpn0.cmd" goto odd_folder
if not exist "%~dp0%HM_EXE%" goto no_file

rem What hivemend calls itself in the commands that it shows: they run as they stand there, from any folder.
set "HIVEMEND_COMMAND=%~dpn0.cmd"
rem The console's code page tells whether it can show Japanese; hivemend itself has no way to ask. Without chcp it guesses.
rem The number follows the colon, in whatever language.
set "HIVEMEND_CODE_PAGE="
for /f "tokens=2 delims=:." %%C in ('%HM_SYSTEM%\chcp.com 2^>nul') do set "HIVEMEND_CODE_PAGE=%%C"

"%~dp0%HM_EXE%" %*
set "HM_CODE=%ERRORLEVEL%"
rem hivemend ends with 0 to 22, or 130 when it is cancelled.
if %HM_CODE% EQU 130 goto end
if %HM_CODE% GEQ 0 if %HM_CODE% LEQ 22 goto end
rem Windows gives these numbers when a program can't start: -1073741515 a DLL is missing, -1073741511 and -1073741512 a
rem DLL is too old, -1073741701 and 193 and 216 another architecture, -1073741502 a DLL failed, 9009 not to be run.
for %%N in (-1073741515 -1073741511 -1073741512 -1073741701 -1073741502 193 216 9009) do if %HM_CODE% EQU %%N goto cannot_start
rem Any other number is a program that was ended from outside, by Ctrl+Break (-1073741510) or for want of memory.
>&2 echo.
>&2 echo hivemend: %HM_EXE% was ended before it was done (Windows says %HM_CODE%).
>&2 echo If that was a repair or an undo, start the same command again: it finishes what was begun or takes it back.
:end
exit /b %HM_CODE%

:no_architecture
>&2 echo hivemend: there is no hivemend for this kind of processor (%HM_ARCH%).
set "HM_CODE=1"
goto by_hand

:no_file
>&2 echo hivemend: %HM_EXE% is missing beside hivemend.cmd. Copy the whole folder.
set "HM_CODE=1"
goto by_hand

:odd_folder
>&2 echo hivemend: the prompt can't handle the name of this folder. Give it a plain name, such as hivemend, and start again.
exit /b 1

:cannot_start
>&2 echo.
>&2 echo hivemend: %HM_EXE% can't start here (Windows says %HM_CODE%).
>&2 echo This recovery image may lack a DLL that it needs. Nothing was changed.

:by_hand
>&2 echo.
>&2 echo The same can be done by hand. If the PC was shut down and not restarted, first go
>&2 echo back to the sign-in screen, choose Power - Restart while you hold Shift, and come back here.
set "HM_FOUND="
for %%D in (C D E F G H I J K L M N O P Q R S T U V W Y Z) do call :try_drive %%D
if not defined HM_FOUND (
  >&2 echo.
  >&2 echo No Windows was found: a drive may be locked. Unlock it with its recovery key, 48 digits:
  >&2 echo   %HM_SYSTEM%\manage-bde.exe -unlock C: -RecoveryPassword 111111-222222-333333-444444-555555-666666-777777-888888
  >&2 echo Then, with the letter of its drive in place of C:
  call :show_commands C
)
exit /b %HM_CODE%

:try_drive
if /i "%1:"=="%SystemDrive%" goto :eof
if not exist "%1:\Windows\System32\config\SOFTWARE" goto :eof
set "HM_FOUND=1"
>&2 echo.
>&2 echo For the Windows on drive %1:
call :show_commands %1
goto :eof

:show_commands
>&2 echo   %HM_SYSTEM%\xcopy.exe /h /i /y %1:\Windows\System32\config\SOFTWARE* %1:\hivemend-by-hand\
>&2 echo   %HM_SYSTEM%\reg.exe load HKLM\OFFLINE %1:\Windows\System32\config\SOFTWARE
>&2 echo   %HM_SYSTEM%\reg.exe add "HKLM\OFFLINE\Microsoft\Windows NT\CurrentVersion\PasswordLess\Device" /v DevicePasswordLessBuildVersion /t REG_DWORD /d 0 /f
>&2 echo   %HM_SYSTEM%\reg.exe unload HKLM\OFFLINE
goto :eof
