using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>What the service manager keeps about the service.</summary>
/// <param name="CommandLine">How it is started.</param>
/// <param name="Account">The account it runs as.</param>
/// <param name="Status">What it is doing.</param>
[SupportedOSPlatform("windows")]
internal sealed unsafe record ServiceRecord(string CommandLine, string Account, ServiceStatusProcess Status)
{
    private const string DisplayName = "Porthole";
    private const uint OwnProcess = 0x10; // SERVICE_WIN32_OWN_PROCESS
    private const uint AutomaticStart = 2; // SERVICE_AUTO_START
    private const uint NormalErrorControl = 1; // SERVICE_ERROR_NORMAL

    /// <summary>As large as QueryServiceConfig's answer can become, by its documentation.</summary>
    private const int LargestConfig = 8192;

    /// <summary>Null when there is no such service.</summary>
    public static ServiceRecord? Read()
    {
        using var manager = ServiceAccess.Connect();
        using var service = Advapi32.OpenService(manager, ServiceAccount.Service, ServiceAccess.Read);
        if (service.IsInvalid) return null;
        var buffer = stackalloc byte[LargestConfig];
        if (!Advapi32.QueryServiceConfig(service, buffer, LargestConfig, out _)) throw new Win32Exception();
        var config = (ServiceConfig*)buffer;
        return new ServiceRecord(new string(config->CommandLine), new string(config->Account), ServiceAccess.Status(service));
    }

    /// <summary>Makes the service, or changes the one that is there. Null when it stands, else the obstacle.</summary>
    public static string? Write(string commandLine)
    {
        using var manager = ServiceAccess.Connect(ServiceAccess.MakeServices);
        using var made = Advapi32.CreateService(
            manager, ServiceAccount.Service, DisplayName, ServiceAccess.All, OwnProcess, AutomaticStart, NormalErrorControl,
            commandLine, group: null, tag: null, dependencies: null, ServiceAccount.Name, password: null);
        if (!made.IsInvalid) return null;
        if (Marshal.GetLastPInvokeError() is var error and not Win32Error.ServiceExists) return ServiceAccess.Explain(error);

        using var service = Advapi32.OpenService(manager, ServiceAccount.Service, ServiceAccess.All);
        if (service.IsInvalid) return ServiceAccess.ExplainLast();
        return Advapi32.ChangeServiceConfig(
            service, OwnProcess, AutomaticStart, NormalErrorControl, commandLine, group: null, tag: null, dependencies: null, ServiceAccount.Name, password: null, DisplayName)
            ? null
            : ServiceAccess.ExplainLast();
    }

    /// <summary>Null when there is no such service any more, else the obstacle.</summary>
    public static string? Delete()
    {
        using var manager = ServiceAccess.Connect();
        using var service = Advapi32.OpenService(manager, ServiceAccount.Service, ServiceAccess.All);
        if (service.IsInvalid) return Marshal.GetLastPInvokeError() is var missing and not Win32Error.ServiceDoesNotExist ? ServiceAccess.Explain(missing) : null;
        return Advapi32.DeleteService(service) || Marshal.GetLastPInvokeError() is Win32Error.MarkedForDelete ? null : ServiceAccess.ExplainLast();
    }
}
