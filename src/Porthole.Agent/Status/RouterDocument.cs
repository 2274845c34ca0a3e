using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Porthole.Agent.Status;

/// <summary>The router and every mapping on it, whoever made it: <c>GET /api/router/mappings</c> and <c>porthole router --json</c>.</summary>
internal sealed record RouterDocument
{
    public required NetworkStatus Network { get; init; }

    /// <summary>Whether the router let its table be read; PCP and NAT-PMP cannot.</summary>
    public required bool Readable { get; init; }

    /// <summary>Why not; empty when it could be read.</summary>
    public string Obstacle { get; init; } = "";

    public ImmutableArray<RouterMapping> Mappings { get; init; } = [];
}

/// <summary>One row of the router's table.</summary>
internal sealed record RouterMapping
{
    public required string Protocol { get; init; }

    public required int ExternalPort { get; init; }

    /// <summary>Address and port it leads to; the address is empty where the router does not tell.</summary>
    public required string Internal { get; init; }

    public required string Description { get; init; }

    /// <summary>Seconds left; null for permanent, and where the router does not tell.</summary>
    public long? LeaseSeconds { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>The only remote host that is let in; empty for everybody.</summary>
    public required string RemoteHost { get; init; }

    /// <summary>Whose it is.</summary>
    public required MappingOwner Owner { get; init; }

    /// <summary>The identity of the forward it belongs to; null when it is not Porthole's.</summary>
    public string? Forward { get; init; }

    /// <summary>The registered device it leads to; null for any other host.</summary>
    public string? Device { get; init; }

    /// <summary>Why it is dangerous to have it open, as one sentence; null when nothing is known against it.</summary>
    public string? Risk { get; init; }
}

/// <summary>Whose a mapping on the router is.</summary>
[JsonConverter(typeof(KebabCaseConverter<MappingOwner>))]
internal enum MappingOwner
{
    /// <summary>This agent's.</summary>
    Porthole,

    /// <summary>It leads to a registered device, but somebody else made it: most likely the device's own UPnP.</summary>
    Device,

    /// <summary>It leads to this PC, and another program made it.</summary>
    ThisPc,

    /// <summary>Any other.</summary>
    Other,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RouterDocument))]
internal sealed partial class RouterJson : JsonSerializerContext
{
    /// <summary>The same with line breaks, for people.</summary>
    public static RouterJson Indented { get; } = new(new JsonSerializerOptions(StatusJson.ForPeople));
}
