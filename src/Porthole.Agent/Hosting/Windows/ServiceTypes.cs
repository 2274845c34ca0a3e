using System.Runtime.InteropServices;

namespace Porthole.Agent.Hosting.Windows;

// Layouts and numbers of winsvc.h and winnt.h.

/// <summary><c>SERVICE_TABLE_ENTRYW</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ServiceTableEntry
{
    public char* Name;
    public nint Main;
}

/// <summary><c>SERVICE_STATUS</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ServiceStatus
{
    public uint Type;
    public ServiceState State;
    public uint Accepted;
    public uint ExitCode;
    public uint SpecificExitCode;
    public uint CheckPoint;
    public uint WaitHint;
}

/// <summary><c>SERVICE_STATUS_PROCESS</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ServiceStatusProcess
{
    public ServiceStatus Status;
    public uint ProcessId;
    public uint Flags;
}

/// <summary><c>QUERY_SERVICE_CONFIGW</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ServiceConfig
{
    public uint Type;
    public uint StartType;
    public uint ErrorControl;
    public char* CommandLine;
    public char* Group;
    public uint Tag;
    public char* Dependencies;
    public char* Account;
    public char* DisplayName;
}

/// <summary><c>SC_ACTION</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ServiceAction
{
    public uint Type;
    public uint DelayMilliseconds;
}

/// <summary><c>SERVICE_FAILURE_ACTIONSW</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ServiceFailureActions
{
    public uint ResetSeconds;
    public char* RebootMessage;
    public char* Command;
    public uint Count;
    public ServiceAction* Actions;
}

/// <summary>What a service is doing (<c>SERVICE_STOPPED</c> and so on).</summary>
internal enum ServiceState : uint
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
}

/// <summary>What the manager says to a service (<c>SERVICE_CONTROL_*</c>).</summary>
internal static class ServiceControl
{
    public const uint Stop = 1;
    public const uint Interrogate = 4;
    public const uint Shutdown = 5;
    public const uint Preshutdown = 15;
}

/// <summary>What a service wants to hear (<c>SERVICE_ACCEPT_*</c>).</summary>
internal static class ServiceAccept
{
    public const uint Stop = 0x1;
    public const uint Shutdown = 0x4;

    /// <summary>Said while the network still works: at a plain shutdown the router may be out of reach already.</summary>
    public const uint Preshutdown = 0x100;
}

/// <summary>Error codes of winerror.h that mean something here.</summary>
internal static class Win32Error
{
    public const int AccessDenied = 5;
    public const int CallNotImplemented = 120;
    public const int InvalidLevel = 124;
    public const int ServiceAlreadyRunning = 1056;
    public const int ServiceDoesNotExist = 1060;
    public const int ServiceNotActive = 1062;
    public const int NoServiceController = 1063;
    public const int ServiceSpecific = 1066;
    public const int MarkedForDelete = 1072;
    public const int ServiceExists = 1073;
}
