using System.Net;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.Agent.Status;
using Porthole.PortMapping;

namespace Porthole.Agent.Doctor;

/// <summary>What is examined, and what the checks learn on the way.</summary>
internal sealed class Patient(StatusSnapshot snapshot, TimeProvider time)
{
    /// <summary>What the running agent knows; without one, what a search from this process found, with forwards that hold nothing.</summary>
    public StatusSnapshot Snapshot => snapshot;

    public TimeProvider Time => time;

    /// <summary>Whether the snapshot is a running agent's.</summary>
    public required bool WithAgent { get; init; }

    /// <summary>Why an agent that runs was not asked; null when it was, or none runs.</summary>
    public string? AgentObstacle { get; init; }

    /// <summary>What to say of things that only the agent knows.</summary>
    public string WithoutAgent => AgentObstacle is null ? "No agent runs" : "The agent could not be asked";

    /// <summary>Whether nothing may be changed on the router, not even for a moment.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether a protocol may be asked for the external address: PCP tells it only with a mapping, which is made for that and removed at once.</summary>
    public bool MayAskAddress(IGatewayProtocol protocol) => !ReadOnly || protocol.Kind != MappingProtocol.Pcp;

    /// <summary>Resolves a name by the operating system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = (name, cancellationToken) => Dns.GetHostAddressesAsync(name, cancellationToken);

    /// <summary>The port of the router's web pages; standard but for tests.</summary>
    public int RouterWebPort { get; init; } = 80;

    /// <summary>The menus of the router as far as it is known; set on the way.</summary>
    public RouterMenu? Menu { get; set; } = RouterAdvice.MenuOf(snapshot);
}
