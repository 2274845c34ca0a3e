using System.Collections.Immutable;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>What is known of the gateway at one moment, handed to work that runs beside the loop.</summary>
internal sealed record GatewayView
{
    public required DefaultGateway Gateway { get; init; }

    /// <summary>What the router's web page says of it; empty when not asked.</summary>
    public string Banner { get; init; } = "";

    /// <summary>The protocols that answered, in the order of preference for mappings of this PC.</summary>
    public ImmutableArray<IGatewayProtocol> Protocols { get; init; } = [];

    /// <summary>Whether the first search has run its time.</summary>
    public bool SearchEnded { get; init; }

    public required DateTimeOffset SearchStartedAt { get; init; }

    public ImmutableArray<ProbeReport> Probes { get; init; } = [];

    /// <summary>Protocols known to map for nobody but this PC, with what the router said: asking again is left to one forward an hour.</summary>
    public ImmutableDictionary<MappingProtocol, Refusal> OnlyForAsker { get; init; } = ImmutableDictionary<MappingProtocol, Refusal>.Empty;

    public RouterIdentity? Router => Protocols.Select(protocol => protocol.Router).FirstOrDefault(identity => identity is not null);

    public IGatewayProtocol? Find(MappingProtocol kind) => Protocols.FirstOrDefault(protocol => protocol.Kind == kind);

    public GatewayView With(IGatewayProtocol protocol) => this with
    {
        Protocols = [.. Protocols.RemoveAll(known => known.Kind == protocol.Kind).Add(protocol).OrderBy(known => known.Kind)],
    };

    public GatewayView Without(MappingProtocol kind) => this with { Protocols = Protocols.RemoveAll(known => known.Kind == kind) };
}
