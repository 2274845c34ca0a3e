using System.Collections.Immutable;
using Porthole.Agent.Devices;
using Porthole.Agent.Devices.Health;
using Porthole.Agent.Forwarding;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Status;

/// <summary>What the forwarding loop knows at one moment, immutable; the diagnosis and every face read it and nothing else.</summary>
internal sealed record StatusSnapshot
{
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What the settings say of the gateway.</summary>
    public GatewaySettings Wished { get; init; } = new();

    /// <summary>The default gateway; null while there is none.</summary>
    public DefaultGateway? Gateway { get; init; }

    public RouterIdentity? Router { get; init; }

    /// <summary>What the router's web page says of it, asked only when it answers no protocol; empty when not known.</summary>
    public string RouterBanner { get; init; } = "";

    /// <summary>The protocols that answered, by preference.</summary>
    public ImmutableArray<IGatewayProtocol> Protocols { get; init; } = [];

    /// <summary>Whether a search of the gateway has run its time.</summary>
    public bool SearchEnded { get; init; }

    /// <summary>What was tried in the last search and what came back.</summary>
    public ImmutableArray<ProbeReport> Probes { get; init; } = [];

    public ExternalAddress ExternalAddress { get; init; } = ExternalAddress.Unknown;

    public ImmutableArray<ForwardSnapshot> Forwards { get; init; } = [];

    /// <summary>Whether a forward has not come to rest on a rung yet.</summary>
    public bool IsClimbing => Gateway is not null && Forwards.Any(forward => forward.State == ForwardState.Pending);

    /// <summary>The router's whole table as last read; empty where it cannot be read.</summary>
    public ImmutableArray<TableEntry> Table { get; init; } = [];

    /// <summary>What an agent that runs no more may have left on the router; empty where one runs, which takes it over or closes it.</summary>
    public ImmutableArray<LeftMapping> Left { get; init; } = [];

    /// <summary>The problems that stand, as the diagnosis found them.</summary>
    public ImmutableArray<ProblemStatus> Problems { get; init; } = [];

    public static StatusSnapshot Starting(DateTimeOffset now) => new() { StartedAt = now };
}

/// <summary>A mapping that a former run asked for.</summary>
/// <param name="Forward">The forward it was for; null where that is not known any more.</param>
/// <param name="Mapping">The mapping.</param>
internal sealed record LeftMapping(string? Forward, Mapping Mapping);

/// <summary>The router's external address as last told.</summary>
/// <param name="Address">The address; null when unknown or when there is none.</param>
/// <param name="Refusal">Why there is none; null while nobody asked.</param>
internal sealed record ExternalAddress(System.Net.IPAddress? Address, Refusal? Refusal)
{
    public static ExternalAddress Unknown { get; } = new(null, null);
}

/// <summary>One forward at one moment.</summary>
internal sealed record ForwardSnapshot
{
    public required WishedForward Wish { get; init; }

    public required ForwardState State { get; init; }

    /// <summary>What it holds on the router and on this PC.</summary>
    public required Holding Held { get; init; }

    public DateTimeOffset? RenewsAt { get; init; }

    /// <summary>Whether the device accepted a connection when it was last asked; null before, and for UDP.</summary>
    public bool? DeviceOnline => Answer is { } answer ? answer == DeviceAnswer.Accepted : null;

    /// <summary>What came of the last connection to the device's port; null before, and for UDP.</summary>
    public DeviceAnswer? Answer { get; init; }

    /// <summary>What brought it to its present state, in words; for the history.</summary>
    public string Why { get; init; } = "";

    /// <summary>Whether its mapping had vanished from the router and was restored, and when.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>The entry that took the place of its mapping, where that led to another port; null for none.</summary>
    public TableEntry? GaveWayTo { get; init; }
}
