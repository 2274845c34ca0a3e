using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Porthole.Agent.Settings;
using Porthole.PortMapping;

namespace Porthole.Agent.Forwarding;

/// <summary>What must survive a restart, so that an address given to a phone stays good and nothing stays open that nobody wishes.</summary>
internal sealed record AgentMemory
{
    /// <summary>The version of this document. One that is newer than the program is not touched but not used either.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The secret behind the nonces of PCP mappings: without it the router would refuse to renew them (RFC 6887, 11.2).</summary>
    public required byte[] NonceSecret { get; init; }

    /// <summary>The URL of the router's UPnP description, tried first at the next start.</summary>
    public Uri? DescriptionUrl { get; init; }

    /// <summary>What each forward held last, by its identity.</summary>
    public ImmutableSortedDictionary<string, RememberedForward> Forwards { get; init => field = value ?? ImmutableSortedDictionary<string, RememberedForward>.Empty; } = ImmutableSortedDictionary<string, RememberedForward>.Empty;

    /// <summary>Mappings that could not be removed when they should have been; they are until they are gone.</summary>
    public ImmutableArray<RememberedForward> Leftovers { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Mappings that the router is being asked for, or is about to be: a run that is killed may have been granted them.</summary>
    public ImmutableArray<RememberedForward> Asked { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What was learnt about gateways, by MAC address, or by address where that is not known.</summary>
    public ImmutableSortedDictionary<string, GatewayMemory> Gateways { get; init => field = value ?? ImmutableSortedDictionary<string, GatewayMemory>.Empty; } = ImmutableSortedDictionary<string, GatewayMemory>.Empty;

    [JsonIgnore]
    public bool IsUsable => Version == CurrentVersion && NonceSecret.Length >= SecretLength && !HasHoles;

    // The reader refuses a null where none may be, but not among the elements of a collection.
    private bool HasHoles => Forwards.Values.Concat(Leftovers).Concat(Asked).Any(entry => entry is null) || Gateways.Values.Any(gateway => gateway is null || gateway.OnlyForAsker.Any(known => known is null));

    private const int CurrentVersion = 1;
    private const int SecretLength = 16;

    public static AgentMemory Fresh() => new() { NonceSecret = RandomNumberGenerator.GetBytes(SecretLength) };

    /// <summary>What of it is of use on another PC than the one that it was written on: nothing of what that one holds, or proves its own by.</summary>
    public AgentMemory OnAnotherPc() => Fresh() with { DescriptionUrl = DescriptionUrl, Gateways = Gateways };

    public bool Equals(AgentMemory? other) =>
        other is not null
        && Version == other.Version
        && NonceSecret.AsSpan().SequenceEqual(other.NonceSecret)
        && DescriptionUrl == other.DescriptionUrl
        && (ReferenceEquals(Forwards, other.Forwards) || Forwards.SequenceEqual(other.Forwards))
        && (Leftovers == other.Leftovers || Leftovers.SequenceEqual(other.Leftovers))
        && (Asked == other.Asked || Asked.SequenceEqual(other.Asked))
        && (ReferenceEquals(Gateways, other.Gateways) || Gateways.SequenceEqual(other.Gateways));

    public override int GetHashCode() => HashCode.Combine(Version, DescriptionUrl, Forwards.Count);
}

/// <summary>What one forward held last.</summary>
internal sealed record RememberedForward
{
    /// <summary>The external port that was wished; another wish makes the rest of no use.</summary>
    public required ushort Wish { get; init; }

    /// <summary>The external port that was granted.</summary>
    public required ushort External { get; init; }

    public required Transport Transport { get; init; }

    public required MappingProtocol Via { get; init; }

    /// <summary>Where the mapping led, as address and port.</summary>
    public required string Internal { get; init; }

    public required string Description { get; init; }

    /// <summary>The port that the relay listened on; null when the mapping led to the device.</summary>
    public ushort? RelayPort { get; init; }

    /// <summary>The lease granted, in seconds: a leftover is gone by itself after it. Null for a permanent mapping.</summary>
    public long? LeaseSeconds { get; init; }

    /// <summary>The router it stands on, by address; null for whichever is met.</summary>
    public string? Router { get; init; }

    /// <summary>
    /// Whether the router tells it from others by the external port, as UPnP does. PCP (RFC 6887, 11.3) and NAT-PMP (RFC 6886, 3.4)
    /// know a mapping by where it leads: asked for again, it is the same one, whatever external port is named.
    /// </summary>
    [JsonIgnore]
    public bool IsOneAPort => Via == MappingProtocol.UpnpIgd;

    public static RememberedForward From(ushort wish, Mapping mapping) => new()
    {
        LeaseSeconds = (long?)mapping.Lease?.TotalSeconds,
        Wish = wish,
        External = mapping.ExternalPort,
        Transport = mapping.Transport,
        Via = mapping.Via,
        Internal = mapping.Internal.ToString(),
        Description = mapping.Description,
    };

    /// <summary>A mapping that is only asked for yet.</summary>
    public static RememberedForward AskedFor(MappingProtocol via, MappingRequest request) => new()
    {
        LeaseSeconds = (long)request.Lease.TotalSeconds,
        Wish = request.ExternalPort,
        External = request.ExternalPort,
        Transport = request.Transport,
        Via = via,
        Internal = request.Internal.ToString(),
        Description = request.Description,
    };

    /// <summary>The mapping as far as it is needed to remove it; null when the document was tampered with.</summary>
    public Mapping? ToMapping() => !IPEndPoint.TryParse(Internal, out var inner) ? null : new Mapping
    {
        Via = Via,
        Transport = Transport,
        Internal = inner,
        ExternalPort = External,
        GrantedAt = default,
        Description = Description,
    };

    public override string ToString() => $"{External} to {Internal} by {ProtocolNames.Spoken(Via)}";
}

/// <summary>What was learnt about one gateway.</summary>
internal sealed record GatewayMemory
{
    /// <summary>What it calls itself; another model behind the same address has all to learn anew.</summary>
    public string? Model { get; init; }

    /// <summary>When it was the gateway last; the one not seen for longest is forgotten first.</summary>
    public required DateOnly LastSeen { get; init; }

    /// <summary>The protocols by which it maps for nobody but the host that asks, and what it said.</summary>
    public ImmutableArray<OnlyForAsker> OnlyForAsker { get; init => field = value.IsDefault ? [] : value; } = [];

    public bool Equals(GatewayMemory? other) =>
        other is not null && (Model, LastSeen) == (other.Model, other.LastSeen) && OnlyForAsker.SequenceEqual(other.OnlyForAsker);

    public override int GetHashCode() => HashCode.Combine(Model, LastSeen, OnlyForAsker.Length);
}

/// <summary>A protocol that a gateway grants for the asking host alone.</summary>
internal sealed record OnlyForAsker(MappingProtocol Protocol, string Evidence, int? Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AgentMemory))]
internal sealed partial class AgentMemoryJson : JsonSerializerContext;
