using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Serialization;
using Porthole.Agent.Status;

namespace Porthole.Agent.Devices.Discovery;

/// <summary>One camera, DVR or NVR that a search found: everything that was said about it by whatever protocol, merged.</summary>
internal sealed record DiscoveredDevice
{
    /// <summary>Its IPv4 address; the one on this PC's network when it has several.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Whether this PC can reach the address. A camera on its factory address (192.168.1.64, 192.168.1.108) often cannot be.</summary>
    public bool IsReachable { get; init; } = true;

    /// <summary>The MAC address in lower case with colons; null when nobody told it.</summary>
    public string? Mac { get; init; }

    /// <summary>
    /// Whether the network shows another MAC address at its address than it tells: that of a repeater, or of another of its
    /// cards. Registered with what it tells it would be closed at once (PH403).
    /// </summary>
    public bool IsMacContradicted { get; init; }

    /// <summary>The MAC address to register it with; null for none.</summary>
    public string? MacToRegister => IsMacContradicted ? null : Mac;

    /// <summary>The key of its brand, as the setting <c>Brand</c> takes it; null when unknown.</summary>
    public string? Brand { get; init; }

    /// <summary>The maker's type name, for instance <c>DS-2CD2385G1-I</c>.</summary>
    public string? Model { get; init; }

    /// <summary>What the device calls itself; null when it has no name of its own.</summary>
    public string? Name { get; init; }

    public string? Serial { get; init; }

    public string? Firmware { get; init; }

    /// <summary>ONVIF's endpoint reference, <c>urn:uuid:…</c>: the same on every network card and through every move (ONVIF Core, 7.3.1).</summary>
    public string? Endpoint { get; init; }

    /// <summary>ONVIF's device service, always on <see cref="Address"/>.</summary>
    public Uri? OnvifService { get; init; }

    /// <summary>The short names of its ONVIF services (<c>media2</c>, <c>ptz</c>), in alphabetical order.</summary>
    public ImmutableArray<string> OnvifServices { get; init; } = [];

    /// <summary>The TCP ports that accepted a connection or were announced, in ascending order.</summary>
    public ImmutableArray<int> OpenPorts { get; init; } = [];

    /// <summary>Which protocols saw it, in the order of <see cref="Evidence"/>.</summary>
    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>The ports that are worth opening for it, never one that <see cref="Brands.ExposureRules"/> refuses.</summary>
    public ImmutableArray<ProposedForward> Forwards { get; init; } = [];

    /// <summary>The URLs of its streams on the LAN, without user or password.</summary>
    public ImmutableArray<StreamTemplate> Streams { get; init; } = [];

    /// <summary>A name for the registry, unique among the devices of one search.</summary>
    public required string ProposedName { get; init; }

    /// <summary>The identity that <see cref="ProposedName"/> gives.</summary>
    public string ProposedId => ForwardId.Slug(ProposedName);

    /// <summary>What its owner should know, in whole sentences.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A protocol that saw a device.</summary>
[JsonConverter(typeof(KebabCaseConverter<Evidence>))]
internal enum Evidence
{
    /// <summary>WS-Discovery with ONVIF's types.</summary>
    Onvif,

    /// <summary>Hikvision's search.</summary>
    Sadp,

    /// <summary>Dahua's search.</summary>
    Dhip,

    /// <summary>Xiongmai's search (XMeye, NetSurveillance).</summary>
    Xmeye,

    /// <summary>Multicast DNS.</summary>
    Mdns,

    /// <summary>UPnP's search.</summary>
    Ssdp,

    /// <summary>The neighbour table, where the MAC address names the maker.</summary>
    Neighbour,

    /// <summary>A port of the well-known ones that accepted a connection.</summary>
    Ports,
}

/// <summary>A port that is worth opening.</summary>
/// <param name="Name">The forward's name: <c>rtsp</c>, <c>server</c>.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Internal">The device's port.</param>
/// <param name="External">The external port when the brand wants a certain one; null leaves the choice to Porthole.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
internal sealed record ProposedForward(string Name, string Protocol, int Internal, int? External, string Purpose);

/// <summary>One stream's URL.</summary>
/// <param name="Name"><c>main</c> or <c>sub</c>.</param>
/// <param name="Url">The URL on the LAN, without user or password.</param>
internal sealed record StreamTemplate(string Name, string Url);
