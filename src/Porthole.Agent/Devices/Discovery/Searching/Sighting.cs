using System.Collections.Immutable;
using System.Net;

namespace Porthole.Agent.Devices.Discovery.Searching;

/// <summary>What one answer told about a device. Nothing in it is trusted further than its sender's address.</summary>
internal sealed record Sighting
{
    public required Evidence Evidence { get; init; }

    /// <summary>
    /// Where the answer came from. An address that stands inside an answer is never taken: a forward could then be led
    /// to any machine by whoever answers.
    /// </summary>
    public required IPAddress Address { get; init; }

    /// <summary>Lower case with colons; null when not told.</summary>
    public string? Mac { get; init; }

    public string? Brand { get; init; }

    public string? Model { get; init; }

    public string? Name { get; init; }

    public string? Serial { get; init; }

    public string? Firmware { get; init; }

    /// <summary>ONVIF's endpoint reference.</summary>
    public string? Endpoint { get; init; }

    /// <summary>ONVIF's device service on <see cref="Address"/>.</summary>
    public Uri? OnvifService { get; init; }

    /// <summary>A UPnP description on <see cref="Address"/>, still to be read.</summary>
    public Uri? Description { get; init; }

    /// <summary>TCP ports that the device says it has, or that accepted a connection.</summary>
    public ImmutableArray<DevicePort> Ports { get; init; } = [];

    /// <summary>The names of its ONVIF services.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>Whether this alone makes the sender a camera; else it only adds to what others say.</summary>
    public bool IsCamera { get; init; }

    /// <summary>Whether the device says that nobody has set its password yet.</summary>
    public bool HasNoPassword { get; init; }

    /// <summary>A whole sentence for the owner; null for none.</summary>
    public string? Note { get; init; }
}

/// <summary>A TCP port of a device.</summary>
/// <param name="Name">What it is for (<c>http</c>, <c>server</c>, <c>rtsp</c>); null when only its number is known.</param>
/// <param name="Number">1 to 65535.</param>
internal readonly record struct DevicePort(string? Name, int Number)
{
    /// <summary>The port, or nothing when the number cannot be one: makers write 0 for a service that is switched off.</summary>
    public static IEnumerable<DevicePort> From(string name, int? number) =>
        number is > 0 and <= ushort.MaxValue ? [new DevicePort(name, number.Value)] : [];
}
