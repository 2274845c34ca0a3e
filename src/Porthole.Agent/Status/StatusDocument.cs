using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Status;

/// <summary>The status document: the one truth that every face shows. Names and meaning are a contract (DESIGN.md, "Status document").</summary>
internal sealed record StatusDocument
{
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required NetworkStatus Network { get; init; }

    public required ImmutableArray<ForwardStatus> Forwards { get; init; }

    public required ImmutableArray<ProblemStatus> Problems { get; init; }
}

/// <summary>This PC, the router and what lies behind it.</summary>
internal sealed record NetworkStatus
{
    public string? Interface { get; init; }

    public string? LocalAddress { get; init; }

    public string? Gateway { get; init; }

    public string? Router { get; init; }

    public ImmutableArray<string> Protocols { get; init; } = [];

    public string? ExternalAddress { get; init; }

    public required Reachability Reachability { get; init; }
}

/// <summary>What the router's external address means for somebody outside.</summary>
[JsonConverter(typeof(KebabCaseConverter<Reachability>))]
internal enum Reachability
{
    Unknown,
    Public,
    DoubleNat,
    CarrierNat,
    Offline,
}

/// <summary>One forward, its route and its addresses.</summary>
internal sealed record ForwardStatus
{
    public required string Id { get; init; }

    public required string Device { get; init; }

    public required string Name { get; init; }

    public required string Protocol { get; init; }

    public required string Internal { get; init; }

    /// <summary>Null while there is none.</summary>
    public string? External { get; init; }

    public required Route Route { get; init; }

    public string? Via { get; init; }

    public required ForwardState State { get; init; }

    public DateTimeOffset? LeaseExpires { get; init; }

    public DateTimeOffset? RenewsAt { get; init; }

    public RelayStatus? Relay { get; init; }

    public string? Url { get; init; }

    /// <summary>Whether the device answered when it was last asked; null before.</summary>
    public bool? DeviceOnline { get; init; }

    public ImmutableArray<string> Problems { get; init; } = [];
}

/// <summary>How a forward is reached.</summary>
[JsonConverter(typeof(KebabCaseConverter<Route>))]
internal enum Route
{
    None,
    Direct,
    Relayed,
    RelayOnly,
}

/// <summary>Whether a forward is reachable from outside: <see cref="Mapped"/> for the routes direct and relayed only.</summary>
[JsonConverter(typeof(KebabCaseConverter<ForwardState>))]
internal enum ForwardState
{
    Pending,
    Mapped,
    Failed,
    Paused,
}

/// <summary>The relay listener of a forward.</summary>
internal sealed record RelayStatus(string Listen, int Connections, long BytesIn, long BytesOut, long Refused);

/// <summary>A problem that stands.</summary>
internal sealed record ProblemStatus
{
    public required string Code { get; init; }

    /// <summary>Tells several problems of one code apart; not part of the document.</summary>
    [JsonIgnore]
    public string Subject { get; init; } = "";

    public required ProblemSeverity Severity { get; init; }

    public required string Title { get; init; }

    public required string Evidence { get; init; }

    public required string Cause { get; init; }

    public required ImmutableArray<string> Remedy { get; init; }

    /// <summary>What works in spite of it; empty when nothing is lost, or everything.</summary>
    public string Meanwhile { get; init; } = "";

    public required DateTimeOffset Since { get; init; }

    /// <summary>The forwards concerned; empty for a problem of the whole network.</summary>
    public ImmutableArray<string> Forwards { get; init; } = [];
}

/// <summary>How much a problem matters to the owner.</summary>
[JsonConverter(typeof(KebabCaseConverter<ProblemSeverity>))]
internal enum ProblemSeverity
{
    /// <summary>Worth knowing; everything wished is reachable.</summary>
    Info,

    /// <summary>Works now, but may not for all or for long.</summary>
    Warning,

    /// <summary>Something wished is not reachable.</summary>
    Error,
}
