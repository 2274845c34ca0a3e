using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>Opens the service manager and its services.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class ServiceAccess
{
    public const uint ConnectOnly = 0x1; // SC_MANAGER_CONNECT
    public const uint MakeServices = 0x1 | 0x2; // SC_MANAGER_CONNECT, SC_MANAGER_CREATE_SERVICE
    public const uint Read = 0x1 | 0x4; // SERVICE_QUERY_CONFIG, SERVICE_QUERY_STATUS
    public const uint Switch = 0x4 | 0x10 | 0x20; // SERVICE_QUERY_STATUS, SERVICE_START, SERVICE_STOP
    public const uint All = 0xF01FF; // SERVICE_ALL_ACCESS

    public static ServiceHandle Connect(uint access = ConnectOnly)
    {
        var manager = Advapi32.OpenSCManager(machine: null, database: null, access);
        return manager.IsInvalid ? throw new Win32Exception() : manager;
    }

    public static ServiceStatusProcess Status(ServiceHandle service)
    {
        ServiceStatusProcess status;
        return Advapi32.QueryServiceStatusEx(service, 0, &status, (uint)sizeof(ServiceStatusProcess), out _) ? status : throw new Win32Exception();
    }

    public static string Explain(int error) => error switch
    {
        Win32Error.AccessDenied => "Windows denies access. Open a terminal with \"Run as administrator\" and try again.",
        Win32Error.ServiceDoesNotExist => "the service is not installed. Install it with: porthole service install",
        Win32Error.MarkedForDelete => "the service is being removed, and another program still looks at it. Close the Services window and the Task Manager and try again.",
        _ => $"{new Win32Exception(error).Message} (error {error})",
    };

    public static string ExplainLast() => Explain(Marshal.GetLastPInvokeError());
}
