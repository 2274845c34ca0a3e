using System.Runtime.InteropServices;

namespace Porthole.Agent.Hosting.Services;

/// <summary>The agent runs in a terminal: the log says how things stand, and Ctrl+C or SIGTERM ends it.</summary>
internal sealed class Foreground : IServiceLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;

    public Foreground()
    {
        // From the first moment on: the web host, which hears them too, comes up only after the first ports, and would leave those open.
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            _stop.Cancel();
        }
    }

    public CancellationToken StopRequested => _stop.Token;

    public TimeSpan? WatchdogInterval => null;

    public void AddLog(ILoggingBuilder logging) => logging.AddPlainConsole();

    public void Started()
    {
        // Whoever sits there reads it in the log.
    }

    public void Report(string verdict)
    {
        // Likewise.
    }

    public void Alive()
    {
        // Nobody watches.
    }

    public void Stopping()
    {
        // Whoever stops it waits for the prompt.
    }

    public void Refuse(string message) => Console.Error.WriteLine(message);

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _stop.Dispose();
    }
}
