using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Hosting;

/// <summary>What one run of the agent works with; the demo gives another world than the real one.</summary>
internal sealed record AgentSetup
{
    /// <summary>The settings to start with, already checked.</summary>
    public required PortholeSettings Settings { get; init; }

    /// <summary>The file that is watched for changes; null in the demo.</summary>
    public SettingsFile? File { get; init; }

    public required StateFolder Folder { get; init; }

    /// <summary>Finds the default gateway: the operating system's, or the demo's simulated one.</summary>
    public required Func<GatewaySettings, DefaultGateway?> Locate { get; init; }

    /// <summary>Ports and multicast of the gateway; standard but for the demo.</summary>
    public GatewayOptions GatewayOptions { get; init; } = new();

    /// <summary>Said when everything is up, with the dashboard's URL.</summary>
    public Action<Uri>? Greet { get; init; }
}
