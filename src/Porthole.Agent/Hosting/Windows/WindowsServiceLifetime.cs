using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.EventLog;
using Porthole.Agent.Cli;
using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>The agent runs under Windows' service manager.</summary>
internal sealed unsafe class WindowsServiceLifetime : IServiceLifetime
{
    /// <summary>How often a pending service shows that it gets on, and within which time the manager expects that.</summary>
    private static readonly TimeSpan CheckPointEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WaitHint = TimeSpan.FromSeconds(10);

    private const uint OwnProcess = 0x10; // SERVICE_WIN32_OWN_PROCESS

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<IServiceLifetime, Task<int>> _agent;
    private readonly ITimer _checkPoints;

    // The native side keeps their addresses only; the fields keep them from being collected.
    private readonly ServiceMain _main;
    private readonly ControlHandler _handler;
    private nint _handle;
    private ServiceStatus _status = new() { Type = OwnProcess, State = ServiceState.StartPending };
    private int _exitCode = ExitCodes.Problem;

    private WindowsServiceLifetime(Func<IServiceLifetime, Task<int>> agent)
    {
        (_agent, _main, _handler) = (agent, Main, Handle);
        _checkPoints = TimeProvider.System.CreateTimer(_ => CheckPoint(), null, CheckPointEvery, CheckPointEvery);
    }

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate void ServiceMain(uint count, nint arguments);

    [UnmanagedFunctionPointer(CallingConvention.Winapi)]
    private delegate uint ControlHandler(uint control, uint type, nint data, nint context);

    public CancellationToken StopRequested => _stop.Token;

    /// <summary>The service manager has no watchdog; it sees only whether the process lives.</summary>
    public TimeSpan? WatchdogInterval => null;

    /// <summary>Runs the agent as the service that this process was started for; yields its exit code when the service has stopped.</summary>
    [SupportedOSPlatform("windows")]
    public static int Run(Func<IServiceLifetime, Task<int>> agent)
    {
        var lifetime = new WindowsServiceLifetime(agent);
        fixed (char* name = ServiceAccount.Service)
        {
            var table = stackalloc ServiceTableEntry[2];
            table[0] = new ServiceTableEntry { Name = name, Main = Marshal.GetFunctionPointerForDelegate(lifetime._main) };
            table[1] = default;

            // Returns when the service has stopped.
            if (Advapi32.StartServiceCtrlDispatcher(table)) return lifetime._exitCode;
        }

        var error = Marshal.GetLastPInvokeError();
        Console.Error.WriteLine(error == Win32Error.NoServiceController
            ? $"porthole: \"run {RunCommand.AsService}\" is for the service manager only. In a terminal use: porthole run"
            : $"porthole: the service manager does not listen: {new Win32Exception(error).Message} ({error}). Start the service with: porthole service start");
        return ExitCodes.Problem;
    }

    public void AddLog(ILoggingBuilder logging)
    {
        if (OperatingSystem.IsWindows()) logging.AddEventLog(new EventLogSettings { SourceName = EventSource.Name });
        logging.AddPortholeLevels();
    }

    public void Started() => Become(ServiceState.Running, ServiceAccept.Stop | ServiceAccept.Shutdown | ServiceAccept.Preshutdown);

    public void Report(string verdict)
    {
        // The service manager shows no sentence.
    }

    public void Alive()
    {
        // Nobody watches.
    }

    public void Stopping() => Become(ServiceState.StopPending, accepted: 0);

    public void Refuse(string message)
    {
        if (OperatingSystem.IsWindows()) EventSource.WriteError(message);
    }

    public void Dispose()
    {
        // The manager still has to be told of the end.
    }

    // On a thread of the service manager's library; it lives as long as this method runs.
    private void Main(uint count, nint arguments)
    {
        _handle = Advapi32.RegisterServiceCtrlHandlerEx(ServiceAccount.Service, Marshal.GetFunctionPointerForDelegate(_handler), 0);
        if (_handle == 0) return;
        Become(ServiceState.StartPending, accepted: 0);
        try
        {
            _exitCode = _agent(this).GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            // A defect. The end with an error code lets the manager start the service anew, and the log says what it was.
            Refuse($"porthole: a defect, please report it. {exception}");
        }

        _checkPoints.Dispose();
        lock (_gate)
        {
            // After this the manager may end the process at any moment.
            _status.ExitCode = _exitCode == ExitCodes.Good ? 0u : Win32Error.ServiceSpecific;
            _status.SpecificExitCode = (uint)_exitCode;
        }

        Become(ServiceState.Stopped, accepted: 0);
    }

    private uint Handle(uint control, uint type, nint data, nint context)
    {
        switch (control)
        {
            case ServiceControl.Stop or ServiceControl.Shutdown or ServiceControl.Preshutdown:
                Become(ServiceState.StopPending, accepted: 0);

                // The handler has to return at once; what hangs on the token may take its time.
                ThreadPool.QueueUserWorkItem(static stop => stop.Cancel(), _stop, preferLocal: false);
                return 0;
            case ServiceControl.Interrogate:
                return 0;
            default:
                return Win32Error.CallNotImplemented;
        }
    }

    private void Become(ServiceState state, uint accepted)
    {
        lock (_gate)
        {
            // A stop that came while the agent was starting is not taken back by its start.
            if (_status.State == ServiceState.StopPending && state == ServiceState.Running) return;
            if (_status.State != state) _status.CheckPoint = 0;
            (_status.State, _status.Accepted) = (state, accepted);
            var pending = state is ServiceState.StartPending or ServiceState.StopPending;
            _status.CheckPoint = pending ? _status.CheckPoint + 1 : 0;
            _status.WaitHint = pending ? (uint)WaitHint.TotalMilliseconds : 0;
            Advapi32.SetServiceStatus(_handle, in _status);
        }
    }

    private void CheckPoint()
    {
        lock (_gate)
        {
            if (_handle == 0 || _status.State is not (ServiceState.StartPending or ServiceState.StopPending)) return;
            _status.CheckPoint++;
            Advapi32.SetServiceStatus(_handle, in _status);
        }
    }
}
