<#
.SYNOPSIS
Installs Porthole on this PC as a service of Windows, so that it starts with the PC and keeps the ports of your cameras open.

.DESCRIPTION
Works from a release folder (porthole.exe beside this script) and from a source checkout with the .NET 10 SDK.
Run it again to upgrade: your settings are kept. Asks for an administrator's rights. Windows PowerShell 5.1 and PowerShell 7.

.PARAMETER InstallDir
Where the program goes. The default is "C:\Program Files\Porthole".

.PARAMETER Settings
A settings file to install in place of the one that is there.

.PARAMETER Silent
Asks nothing and shows nothing but errors. Needs a PowerShell that runs as administrator already.

.PARAMETER NoTray
Does not start the notification-area program when somebody signs in.

.PARAMETER NoFirewallRule
Leaves Windows Firewall as it is; the relay then reaches only this PC until you allow porthole.exe yourself.

.PARAMETER Uninstall
Stops Porthole and removes it. Its state folder with your settings goes too, unless -KeepSettings is given.

.PARAMETER KeepSettings
With -Uninstall: leaves the state folder with settings and registered devices.

.EXAMPLE
.\install.ps1

.EXAMPLE
.\install.ps1 -WhatIf

.EXAMPLE
.\install.ps1 -Uninstall -KeepSettings
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $InstallDir,
    [string] $Settings,
    [switch] $Silent,
    [switch] $NoTray,
    [switch] $NoFirewallRule,
    [switch] $Uninstall,
    [switch] $KeepSettings,
    [Parameter(DontShow = $true)] [switch] $Elevated
)

$ErrorActionPreference = 'Stop'
# PowerShell 7 can be set to throw where a program ends with another code than 0, and "status" says by its code how things stand.
$PSNativeCommandUseErrorActionPreference = $false
# A 32-bit PowerShell is told "Program Files (x86)" otherwise.
if (-not $InstallDir) { $InstallDir = Join-Path $(if ($env:ProgramW6432) { $env:ProgramW6432 } else { $env:ProgramFiles }) 'Porthole' }
# In full, because the administrator's window starts elsewhere; without a last backslash, which would escape the quote after it.
$InstallDir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($InstallDir).TrimEnd('\')
$stateDir = Join-Path $env:ProgramData 'Porthole'
$program = Join-Path $InstallDir 'porthole.exe'
$tray = Join-Path $InstallDir 'tray\porthole-tray.exe'

function Write-Word([string] $text) {
    if (-not $Silent) { Write-Host $text }
}

# Runs the program; its lines are shown, errors even when silent. Yields the exit code.
function Invoke-Porthole([string[]] $words) {
    & $program $words | ForEach-Object { Write-Word $_ }
    return $LASTEXITCODE
}

function Assert-Windows {
    # .NET 10 runs on Windows 10 1607 and Windows Server 2016, and later.
    if ([Environment]::OSVersion.Version -lt [Version] '10.0.14393') { throw 'Porthole needs Windows 10 (1607) or Windows Server 2016, or later. Nothing was changed.' }
    if (-not [Environment]::Is64BitOperatingSystem) { throw 'Porthole needs a 64-bit Windows. Nothing was changed.' }
}

function Test-Administrator {
    $identity = [Security.Principal.WindowsIdentity]::GetCurrent()
    return (New-Object Security.Principal.WindowsPrincipal($identity)).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# Starts this script once more as administrator, with the same parameters, and yields its exit code.
function Invoke-Elevated([Collections.IDictionary] $parameters) {
    $words = @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', "`"$PSCommandPath`"", '-Elevated')
    foreach ($name in $parameters.Keys) {
        $value = $parameters[$name]
        if ($value -is [Management.Automation.SwitchParameter]) { if ($value) { $words += "-$name" } }
        elseif ($name -eq 'Settings') { $words += "-$name"; $words += "`"$((Resolve-Path -LiteralPath $value).Path)`"" }
        elseif ($name -eq 'InstallDir') { $words += "-$name"; $words += "`"$InstallDir`"" }
        else { $words += "-$name"; $words += "`"$value`"" }
    }

    Write-Word 'Windows asks whether Porthole may be installed, because a service takes an administrator to set up.'
    # An editor that hosts PowerShell would open the script in place of running it.
    $shell = (Get-Process -Id $PID).Path
    if ((Split-Path -Leaf $shell) -notin 'powershell.exe', 'pwsh.exe') { $shell = 'powershell.exe' }
    try { $process = Start-Process -FilePath $shell -ArgumentList $words -Verb RunAs -Wait -PassThru }
    catch { throw 'Porthole starts with Windows, which takes an administrator to set up. Nothing was changed.' }
    return $process.ExitCode
}

# The folder with the binaries: beside this script in a release, published on the spot in a checkout.
function Get-Release {
    if (Test-Path -LiteralPath (Join-Path $PSScriptRoot 'porthole.exe')) { return $PSScriptRoot }
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
        throw 'There is no porthole.exe beside this script, and no .NET SDK to build it with. Use a release, or install the .NET 10 SDK. Nothing was changed.'
    }

    $out = Join-Path ([IO.Path]::GetTempPath()) 'porthole-release'
    if (Test-Path -LiteralPath $out) { Remove-Item -LiteralPath $out -Recurse -Force }
    foreach ($part in @(@('Porthole.Agent', $out), @('Porthole.Tray', (Join-Path $out 'tray')))) {
        & dotnet publish (Join-Path $PSScriptRoot "src/$($part[0])") -c Release -r win-x64 --self-contained -p:ForRelease=true -o $part[1] | Out-Host
        if ($LASTEXITCODE -ne 0) { throw 'The build failed, and the lines above say why. Nothing was changed.' }
    }

    return $out
}

# In every session: its files are about to be replaced or removed.
function Stop-Tray {
    Get-Process -Name 'porthole-tray' -ErrorAction SilentlyContinue | Where-Object { $_.Path -eq $tray } | ForEach-Object {
        Stop-Process -InputObject $_ -Force
        [void] $_.WaitForExit(5000)
    }
}

# Explorer starts it with the rights of whoever sits here, not with this script's.
function Start-Tray {
    if (-not $NoTray -and (Test-Path -LiteralPath $tray)) { & explorer.exe $tray }
}

# A program that has just ended is held for a moment longer, by Windows or by what looks for viruses.
function Remove-Folder([string] $folder) {
    foreach ($try in 1..10) {
        try { return Remove-Item -LiteralPath $folder -Recurse -Force }
        catch { $why = $_.Exception.Message; Start-Sleep -Seconds 1 }
    }

    throw "$folder cannot be removed: $why"
}

function Get-ServiceWords {
    $words = @('service', 'install')
    if ($NoTray) { $words += '--no-tray' }
    if ($NoFirewallRule) { $words += '--no-firewall-rule' }
    return $words
}

function Install-Service {
    $words = @(Get-ServiceWords)
    # When it does not answer, it puts back what it has changed, the settings above all.
    $words += '--start'
    if ($Settings) { $words += '--settings'; $words += (Resolve-Path -LiteralPath $Settings).Path }
    if ((Invoke-Porthole $words) -ne 0) { throw 'The service could not be installed or started; the lines above say why, or the Event Viewer, under Windows Logs, Application, source Porthole.' }
    [void] (Invoke-Porthole @('status'))
}

# The program from before stands aside until the new one has answered.
function Install-Porthole([string] $release) {
    $old = "$InstallDir.old"
    if ($release.TrimEnd('\') -eq $InstallDir) { throw "$InstallDir is this release itself. Unpack it elsewhere, or name another folder with -InstallDir. Nothing was changed." }
    # An upgrade was cut short, by a power cut perhaps: the program from before is the one to upgrade.
    if (-not (Test-Path -LiteralPath $program) -and (Test-Path -LiteralPath (Join-Path $old 'porthole.exe'))) {
        if (Test-Path -LiteralPath $InstallDir) { Remove-Folder $InstallDir }
        Move-Item -LiteralPath $old -Destination $InstallDir
    }

    $isUpgrade = Test-Path -LiteralPath $program
    $hadState = Test-Path -LiteralPath $stateDir
    if ((Test-Path -LiteralPath $InstallDir) -and -not $isUpgrade) { throw "$InstallDir is there and holds no Porthole. Name another folder with -InstallDir. Nothing was changed." }
    if (Test-Path -LiteralPath $old) { Remove-Folder $old }
    if ($isUpgrade) {
        if ((Invoke-Porthole @('service', 'stop')) -ne 0) { throw 'The running Porthole cannot be stopped. Nothing was changed.' }
        Stop-Tray
        try { Move-Item -LiteralPath $InstallDir -Destination $old }
        catch {
            [void] (Invoke-Porthole @('service', 'start'))
            Start-Tray
            throw "The files in $InstallDir are in use: $($_.Exception.Message) Close what uses them, for instance a window in which porthole runs. The Porthole from before runs again."
        }
    }

    try {
        New-Item -ItemType Directory -Force -Path $InstallDir | Out-Null
        # What a service runs must be for administrators to change, wherever it lies.
        & icacls.exe $InstallDir /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)RX' | Out-Null
        if ($LASTEXITCODE -ne 0) { throw "The rights on $InstallDir could not be set." }
        Get-ChildItem -LiteralPath $release -Force | Copy-Item -Destination $InstallDir -Recurse -Force
        # Out of a download: Windows would ask at every start of the notification-area program.
        Get-ChildItem -LiteralPath $InstallDir -Recurse -File | Unblock-File
        Install-Service
    }
    catch {
        $why = $_.Exception.Message
        Undo-Install $old $isUpgrade $hadState
        throw $why
    }

    if ($isUpgrade) {
        try { Remove-Folder $old }
        catch { Write-Warning "$($_.Exception.Message) The new Porthole runs; remove the folder yourself." }
    }
}

function Undo-Install([string] $old, [bool] $isUpgrade, [bool] $hadState) {
    if (Test-Path -LiteralPath $program) {
        [void] (Invoke-Porthole @('service', 'stop'))
        $words = @('service', 'uninstall')
        if (-not $hadState) { $words += '--remove-data' }
        if (-not $isUpgrade) { [void] (Invoke-Porthole $words) }
    }

    if (Test-Path -LiteralPath $InstallDir) { Remove-Folder $InstallDir }
    if ($isUpgrade) {
        Move-Item -LiteralPath $old -Destination $InstallDir
        [void] (Invoke-Porthole (Get-ServiceWords))
        [void] (Invoke-Porthole @('service', 'start'))
        Start-Tray
        Write-Warning 'The Porthole from before is back.'
    }
    else { Write-Warning 'What was installed is removed again.' }
}

function Remove-Porthole {
    if (-not (Test-Path -LiteralPath $program)) { throw "There is no Porthole in $InstallDir. Nothing was changed." }
    Stop-Tray
    $words = @('service', 'uninstall')
    if (-not $KeepSettings) { $words += '--remove-data' }
    if ((Invoke-Porthole $words) -ne 0) { throw 'Not everything could be removed; the lines above say what is left, and why.' }
    Remove-Folder $InstallDir
    Write-Word 'Porthole is removed.'
}

function Invoke-Main([Collections.IDictionary] $parameters) {
    Assert-Windows
    if ($Settings -and -not (Test-Path -LiteralPath $Settings)) { throw "There is no settings file $Settings. Nothing was changed." }
    if (-not $WhatIfPreference -and -not (Test-Administrator)) {
        if ($Silent -or $Elevated) { throw 'Porthole starts with Windows, which takes an administrator to set up. Run this script in a PowerShell that runs as administrator. Nothing was changed.' }
        if ((Invoke-Elevated $parameters) -ne 0) { throw 'The other window says what went wrong.' }
        return
    }

    if ($Uninstall) {
        if ($script:PSCmdlet.ShouldProcess($InstallDir, 'Remove Porthole, its service, firewall rule and registry entries')) { Remove-Porthole }
    }
    elseif ($script:PSCmdlet.ShouldProcess($InstallDir, 'Install Porthole, its service and firewall rule, and start it')) {
        Install-Porthole (Get-Release)
        Start-Tray
        $agent = Get-Content -LiteralPath (Join-Path $stateDir 'agent.json') -Raw | ConvertFrom-Json
        Write-Word "Porthole runs, and starts with Windows. Name your cameras in $stateDir\appsettings.json; the dashboard is at $($agent.url)"
    }
}

# The administrator's window is a new one, and closes with this script: its words are there to be read.
if (-not $Elevated) {
    Invoke-Main $PSBoundParameters
    return
}

$exitCode = 0
try { Invoke-Main $PSBoundParameters }
catch {
    Write-Host $_.Exception.Message -ForegroundColor Red
    $exitCode = 1
}

[void] (Read-Host 'Press Enter to close this window')
exit $exitCode
