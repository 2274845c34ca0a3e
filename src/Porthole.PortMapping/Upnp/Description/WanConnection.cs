using System.Collections.Immutable;
using System.Globalization;

namespace Porthole.PortMapping.Upnp.Description;

/// <summary>A service that opens ports: WANIPConnection or WANPPPConnection.</summary>
/// <param name="ServiceType">Its type as the router writes it; calls must name it exactly so (<c>dslforum-org</c> on Huawei).</param>
/// <param name="ControlUrls">Where it is called, likeliest first; routers disagree on how relative URLs are meant.</param>
/// <param name="EventUrls">Where its events are subscribed to, likeliest first; empty for none.</param>
/// <param name="ScpdUrls">Where its actions are described, likeliest first; empty for none.</param>
internal sealed record WanConnection(
    string ServiceType,
    ImmutableArray<Uri> ControlUrls,
    ImmutableArray<Uri> EventUrls,
    ImmutableArray<Uri> ScpdUrls)
{
    /// <summary>The service's name, such as <c>WANIPConnection</c>; empty when the type is no service URN.</summary>
    public string Name { get; } = Part(ServiceType, fromEnd: 2);

    /// <summary>The service's version; 1 when it has none.</summary>
    public int Version { get; } = int.TryParse(Part(ServiceType, fromEnd: 1), out var version) && version > 0 ? version : 1;

    /// <summary>Whether this is a service that opens ports.</summary>
    public bool IsWanConnection => IsIp || Is("WANPPPConnection");

    /// <summary>Whether this is a WANIPConnection.</summary>
    public bool IsIp => Is("WANIPConnection");

    /// <summary>Whether both are the same service in the same place.</summary>
    public bool IsSameAs(WanConnection other) => ServiceType == other.ServiceType && ControlUrls.SequenceEqual(other.ControlUrls);

    /// <summary>The same service called by another version of its type.</summary>
    public WanConnection As(int version) => Name.Length == 0
        ? this
        : new(string.Join(':', [.. ServiceType.Split(':')[..^1], version.ToString(CultureInfo.InvariantCulture)]), ControlUrls, EventUrls, ScpdUrls);

    private bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A part of <c>urn:domain:service:Name:1</c>.</summary>
    private static string Part(string type, int fromEnd)
    {
        var parts = type.Split(':');
        return parts.Length >= 4 ? parts[^fromEnd].Trim() : "";
    }
}
