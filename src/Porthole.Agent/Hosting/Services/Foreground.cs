namespace Porthole.Agent.Hosting.Services;

/// <summary>The agent runs in a terminal: the log says how things stand, and Ctrl+C or SIGTERM, which the web host hears, ends it.</summary>
internal sealed class Foreground : IServiceLifetime
{
    public CancellationToken StopRequested => CancellationToken.None;

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
        // Nothing is held.
    }
}
