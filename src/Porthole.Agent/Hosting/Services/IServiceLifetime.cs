namespace Porthole.Agent.Hosting.Services;

/// <summary>Whoever started the agent (a terminal, Windows' service manager or systemd): it says when to stop, and is told how things stand.</summary>
internal interface IServiceLifetime : IDisposable
{
    /// <summary>Cancelled when the agent is asked to stop. A terminal's Ctrl+C goes to the web host itself.</summary>
    CancellationToken StopRequested { get; }

    /// <summary>How often the agent has to show that it lives; null when nobody watches.</summary>
    TimeSpan? WatchdogInterval { get; }

    /// <summary>Where the log goes.</summary>
    void AddLog(ILoggingBuilder logging);

    /// <summary>The router has been asked and the API answers.</summary>
    void Started();

    /// <summary>How things stand, in a sentence.</summary>
    void Report(string verdict);

    /// <summary>The forwarding loop has just shown that it turns.</summary>
    void Alive();

    /// <summary>The mappings are about to be removed, which takes as long as the router takes.</summary>
    void Stopping();

    /// <summary>Says why the agent cannot run: one line; what, why, what to do.</summary>
    void Refuse(string message);
}
