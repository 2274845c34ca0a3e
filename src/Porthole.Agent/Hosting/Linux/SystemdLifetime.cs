using System.Globalization;
using System.Runtime.InteropServices;
using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Hosting.Linux;

/// <summary>The agent runs under systemd as a service of <c>Type=notify</c> (systemd.service(5), sd_notify(3)).</summary>
internal sealed class SystemdLifetime : IServiceLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NotifySocket _manager;
    private readonly PosixSignalRegistration _signal;

    private SystemdLifetime(NotifySocket manager, TimeSpan? watchdog)
    {
        (_manager, WatchdogInterval) = (manager, watchdog);

        // From the first moment on: the web host, which hears SIGTERM too, comes up only after the first ports.
        _signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _stop.Cancel();
        });
    }

    public CancellationToken StopRequested => _stop.Token;

    public TimeSpan? WatchdogInterval { get; }

    /// <summary>Null when systemd did not start this process, or does not want to be told.</summary>
    /// <param name="environment">The environment's variables: <c>NOTIFY_SOCKET</c>, <c>WATCHDOG_USEC</c>, <c>WATCHDOG_PID</c>.</param>
    public static SystemdLifetime? TryCreate(Func<string, string?> environment)
    {
        var path = environment("NOTIFY_SOCKET");
        return NotifySocket.Understands(path) ? new SystemdLifetime(new NotifySocket(path!), Watchdog(environment)) : null;
    }

    public void AddLog(ILoggingBuilder logging) => logging.AddJournalConsole();

    public void Started() => _manager.Send("READY=1");

    public void Report(string verdict) => _manager.Send($"STATUS={verdict}");

    public void Alive() => _manager.Send("WATCHDOG=1");

    public void Stopping() => _manager.Send("STOPPING=1", "STATUS=Removing the mappings from the router.");

    public void Refuse(string message)
    {
        Console.Error.WriteLine(message);
        _manager.Send($"STATUS={message}");
    }

    public void Dispose()
    {
        _signal.Dispose();
        _manager.Dispose();
        _stop.Dispose();
    }

    // The variables may be another process's, inherited by mistake: sd_watchdog_enabled(3).
    private static TimeSpan? Watchdog(Func<string, string?> environment) =>
        ulong.TryParse(environment("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds is >= 2000 and < uint.MaxValue
        && (environment("WATCHDOG_PID") is not { Length: > 0 } owner || owner == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
}
