# Makes the Windows bundle on Windows, with Python 3.11 (64-bit) of python.org: powershell -File installer\windows\build.ps1
# It needs that Python's launcher `py` and git. dist\windows\cleanstation is what `make installer-windows` makes on Linux.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Step {
    # A program that fails ends PowerShell only when asked.
    param([string] $Program, [string[]] $Words)
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program $Words ended with $LASTEXITCODE" }
}

$home_of_build = "build\windows\venv"
Invoke-Step py @("-3.11", "-m", "venv", "--clear", $home_of_build)
$python = Join-Path $home_of_build "Scripts\python.exe"
# By hashes, and with no source package, whose setup would run here. The markers in the file choose what Windows needs.
$options = @("--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "--no-deps")
Invoke-Step $python (@("-m", "pip", "install") + $options + @("-r", "requirements.lock"))
Invoke-Step $python @("-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
Invoke-Step $python @("installer\windows\build.py", "bundle")
Write-Output "Next, on Linux, with the keys in the environment: python installer/windows/build.py setup"
