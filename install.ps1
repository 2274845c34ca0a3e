<#
.SYNOPSIS
Installs Porthole on this PC, so that it starts with Windows and keeps the ports of your cameras open.

.DESCRIPTION
Works from a release folder (porthole.exe beside this script) and from a source checkout with the .NET 10 SDK.
Run it again to upgrade: your settings are kept. Needs an administrator's PowerShell (5.1 or 7).

.PARAMETER InstallDir
Where the program goes. The default is "C:\Program Files\Porthole".

.PARAMETER Settings
A settings file to install in place of the one that is there.

.PARAMETER NoFirewallRule
Leaves Windows Firewall as it is; the relay then reaches only this PC until you allow porthole.exe yourself.

.PARAMETER Uninstall
Stops Porthole and removes it. Its state folder with your settings goes too, unless -KeepSettings is given.

.EXAMPLE
.\install.ps1

.EXAMPLE
.\install.ps1 -Uninstall -KeepSettings
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $InstallDir = (Join-Path $env:ProgramFiles 'Porthole'),
    [string] $Settings,
    [switch] $NoFirewallRule,
    [switch] $Uninstall,
    [switch] $KeepSettings
)

$ErrorActionPreference = 'Stop'
$taskName = 'Porthole'
$ruleName = 'Porthole relay'
$stateDir = Join-Path $env:ProgramData 'Porthole'
$program = Join-Path $InstallDir 'porthole.exe'

function Assert-Administrator {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object Security.Principal.WindowsPrincipal($identity)
    if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        throw 'Porthole starts with Windows, which takes an administrator to set up. Open PowerShell with "Run as administrator" and run this script again.'
    }
}

# Ending a task ends its process on the spot: the mappings are taken over at the next start, or run out with their lease.
function Stop-Porthole {
    Stop-ScheduledTask -TaskName $taskName -ErrorAction SilentlyContinue
    Get-Process -Name 'porthole' -ErrorAction SilentlyContinue | Where-Object { $_.Path -eq $program } | ForEach-Object { [void] $_.WaitForExit(15000) }
}

function Remove-Porthole {
    Stop-Porthole
    Unregister-ScheduledTask -TaskName $taskName -Confirm:$false -ErrorAction SilentlyContinue
    Remove-NetFirewallRule -DisplayName $ruleName -ErrorAction SilentlyContinue
    if (Test-Path $InstallDir) { Remove-Item $InstallDir -Recurse -Force }
    if (-not $KeepSettings -and (Test-Path $stateDir)) { Remove-Item $stateDir -Recurse -Force }
    Write-Host 'Porthole is removed.'
}

# The folder with the binaries: beside this script in a release, published on the spot in a checkout.
function Get-Release {
    if (Test-Path (Join-Path $PSScriptRoot 'porthole.exe')) { return $PSScriptRoot }
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        throw 'There is no porthole.exe beside this script, and no .NET SDK to build it with. Use a release, or install the .NET 10 SDK.'
    }

    $out = Join-Path ([IO.Path]::GetTempPath()) 'porthole-release'
    & dotnet publish (Join-Path $PSScriptRoot 'src/Porthole.Agent') -c Release -r win-x64 --self-contained -p:PublishReadyToRun=true -o $out | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'The build failed; nothing was changed. The lines above say why.' }
    return $out
}

function Install-Files([string] $release) {
    New-Item -ItemType Directory -Force -Path $InstallDir, $stateDir | Out-Null
    Copy-Item (Join-Path $release '*') $InstallDir -Recurse -Force -Exclude 'install.ps1'
    $target = Join-Path $stateDir 'appsettings.json'
    if ($Settings) { Copy-Item $Settings $target -Force }
    elseif (-not (Test-Path $target)) {
        # The sample's camera is not yours: a new installation opens nothing until you name your own.
        Set-Content -Path $target -Encoding UTF8 -Value '{ "Porthole": { "Devices": [] } }'
    }

    # Settings decide what is open to the internet: administrators write them, users may read.
    & icacls.exe $stateDir /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)RX' | Out-Null
}

function Register-Porthole {
    $action = New-ScheduledTaskAction -Execute $program -Argument "run --data `"$stateDir`"" -WorkingDirectory $InstallDir
    $trigger = New-ScheduledTaskTrigger -AtStartup
    $account = New-ScheduledTaskPrincipal -UserId 'NT AUTHORITY\LOCAL SERVICE' -LogonType ServiceAccount
    $options = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 100 -RestartInterval (New-TimeSpan -Minutes 1)
    Register-ScheduledTask -TaskName $taskName -Action $action -Trigger $trigger -Principal $account -Settings $options -Force | Out-Null
    & icacls.exe $stateDir /grant '*S-1-5-19:(OI)(CI)M' | Out-Null
    if (-not $NoFirewallRule) {
        Remove-NetFirewallRule -DisplayName $ruleName -ErrorAction SilentlyContinue
        New-NetFirewallRule -DisplayName $ruleName -Direction Inbound -Action Allow -Program $program | Out-Null
    }

    Start-ScheduledTask -TaskName $taskName
}

# Exit code 3 means that no agent answers; anything else is an answer.
function Wait-Porthole {
    foreach ($second in 1..20) {
        Start-Sleep -Seconds 1
        $answer = & $program status --data $stateDir 2>&1
        if ($LASTEXITCODE -ne 3) { return $answer }
    }

    throw "Porthole is installed in $InstallDir, but does not answer. Run `"$program run --data $stateDir`" by hand to see why."
}

Assert-Administrator
if ($Uninstall) {
    if ($PSCmdlet.ShouldProcess($InstallDir, 'Remove Porthole')) { Remove-Porthole }
    return
}

if ($Settings -and -not (Test-Path $Settings)) { throw "There is no settings file $Settings. Nothing was changed." }
if ($PSCmdlet.ShouldProcess($InstallDir, 'Install Porthole')) {
    $release = Get-Release
    Stop-Porthole
    Install-Files $release
    Register-Porthole
    Wait-Porthole | Out-Host
    Write-Host "Porthole runs, and starts with Windows. Name your cameras in $stateDir\appsettings.json; the dashboard is at http://127.0.0.1:8730."
}
