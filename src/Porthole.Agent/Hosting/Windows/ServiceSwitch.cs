using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>Starts and stops the service and waits for it.</summary>
[SupportedOSPlatform("windows")]
internal sealed class ServiceSwitch(TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Windows itself gives a service that long to start; a stop removes the mappings, within ten seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Null when it runs, else the obstacle.</summary>
    public async Task<string?> StartAsync(CancellationToken cancellationToken)
    {
        using var manager = ServiceAccess.Connect();
        using var service = Advapi32.OpenService(manager, ServiceAccount.Service, ServiceAccess.Switch);
        if (service.IsInvalid) return ServiceAccess.ExplainLast();
        if (!Advapi32.StartService(service, 0, 0) && Marshal.GetLastPInvokeError() is not Win32Error.ServiceAlreadyRunning) return ServiceAccess.ExplainLast();
        var status = await WaitWhileAsync(service, ServiceState.StartPending, cancellationToken);
        return status.State == ServiceState.Running
            ? null
            : $"it {Doing(status)}. The Event Viewer says why, under Windows Logs, Application, source {EventSource.Name}.";
    }

    /// <summary>Null when it is stopped or was never there, else the obstacle.</summary>
    public async Task<string?> StopAsync(CancellationToken cancellationToken)
    {
        using var manager = ServiceAccess.Connect();
        using var service = Advapi32.OpenService(manager, ServiceAccount.Service, ServiceAccess.Switch);
        if (service.IsInvalid) return Marshal.GetLastPInvokeError() is Win32Error.ServiceDoesNotExist ? null : ServiceAccess.ExplainLast();

        // A service that still starts takes no order yet.
        await WaitWhileAsync(service, ServiceState.StartPending, cancellationToken);
        if (!Advapi32.ControlService(service, ServiceControl.Stop, out _)
            && ServiceAccess.Status(service).Status.State is ServiceState.Running or ServiceState.StartPending)
        {
            return ServiceAccess.ExplainLast();
        }

        var process = ServiceAccess.Status(service).ProcessId;
        var status = await WaitWhileAsync(service, ServiceState.StopPending, cancellationToken);
        if (status.State != ServiceState.Stopped) return $"it {Doing(status)} after {Patience.TotalSeconds:0} s.";

        // It reports its end a moment before its files are free to be replaced.
        await WaitForEndAsync((int)process, cancellationToken);
        return null;
    }

    private async Task<ServiceStatus> WaitWhileAsync(ServiceHandle service, ServiceState state, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var status = ServiceAccess.Status(service).Status;
            if (status.State != state || time.GetElapsedTime(started) > Patience) return status;
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    private async Task WaitForEndAsync(int processId, CancellationToken cancellationToken)
    {
        if (processId == 0) return;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            using var bound = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
            await process.WaitForExitAsync(either.Token);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It is gone already.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The manager counts it as stopped, and so do we.
        }
    }

    private static string Doing(ServiceStatus status) => status.State switch
    {
        ServiceState.Stopped => $"stopped at once, with exit code {(status.ExitCode == Win32Error.ServiceSpecific ? status.SpecificExitCode : status.ExitCode)}",
        ServiceState.StartPending => $"is still starting after {Patience.TotalSeconds:0} s",
        ServiceState.StopPending => "is still removing mappings",
        _ => "is still running",
    };
}
