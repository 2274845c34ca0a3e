namespace Porthole.Agent.Hosting.Services;

/// <summary>The part of the operating system that starts Porthole at boot: Windows' service manager or systemd.</summary>
internal interface IServiceManager
{
    /// <summary>Why nothing can be done here; null when it can.</summary>
    string? Obstacle { get; }

    /// <summary>What makes a service of this program, or brings an older one up to date.</summary>
    IReadOnlyList<SetupStep> InstallSteps(ServiceOptions options);

    /// <summary>What leaves nothing behind; the state folder, with the owner's settings, only when asked for.</summary>
    IReadOnlyList<SetupStep> RemoveSteps(bool removeData);

    /// <summary>Starts it and waits until it runs; null when it does, else the obstacle.</summary>
    Task<string?> StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it and waits until the mappings are removed; null when it is stopped, which it may have been before, else the obstacle.</summary>
    Task<string?> StopAsync(CancellationToken cancellationToken);

    ServiceReport Query();
}

/// <summary>What the owner wishes of the installation.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The state folder, when it is not the usual one; Windows only.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A settings file to install; null keeps what is there, or opens nothing.</summary>
    public string? Settings { get; init; }

    /// <summary>Windows only.</summary>
    public bool FirewallRule { get; init; } = true;

    /// <summary>Windows only.</summary>
    public bool Tray { get; init; } = true;
}

/// <summary>How the service stands.</summary>
/// <param name="IsInstalled">Whether there is one.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="Lines">Name and value, for people.</param>
internal sealed record ServiceReport(bool IsInstalled, bool IsRunning, IReadOnlyList<(string Name, string Value)> Lines);
