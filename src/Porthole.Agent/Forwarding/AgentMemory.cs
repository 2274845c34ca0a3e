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
    public ImmutableSortedDictionary<string, RememberedForward> Forwards { get; init; } = ImmutableSortedDictionary<string, RememberedForward>.Empty;

    [JsonIgnore]
    public bool IsUsable => Version == CurrentVersion && NonceSecret.Length >= SecretLength;

    private const int CurrentVersion = 1;
    private const int SecretLength = 16;

    public static AgentMemory Fresh() => new() { NonceSecret = RandomNumberGenerator.GetBytes(SecretLength) };

    public bool Equals(AgentMemory? other) =>
        other is not null
        && Version == other.Version
        && NonceSecret.AsSpan().SequenceEqual(other.NonceSecret)
        && DescriptionUrl == other.DescriptionUrl
        && Forwards.SequenceEqual(other.Forwards);

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

    public static RememberedForward From(ushort wish, Mapping mapping) => new()
    {
        Wish = wish,
        External = mapping.ExternalPort,
        Transport = mapping.Transport,
        Via = mapping.Via,
        Internal = mapping.Internal.ToString(),
        Description = mapping.Description,
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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgentMemory))]
internal sealed partial class AgentMemoryJson : JsonSerializerContext;
