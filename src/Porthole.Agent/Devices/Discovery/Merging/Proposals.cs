using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.PortMapping;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Says what is worth opening for a device, under which URLs it plays, and what its owner should know.</summary>
internal static class Proposals
{
    public static DiscoveredDevice Add(DiscoveredDevice device, ImmutableArray<DevicePort> ports, List<Sighting> told, bool wasLookedAt)
    {
        var preset = BrandPresets.Find(device.Brand) ?? BrandPresets.Generic;
        var hasNoPassword = told.Exists(sighting => sighting.HasNoPassword);
        var wished = preset.Ports
            .Where(port => port.Protocol == Transport.Tcp)
            .Select(port => port with { Number = ActualNumber(port, ports) })
            .Where(port => !wasLookedAt || device.OpenPorts.Contains(port.Number))
            .ToList();
        return device with
        {
            Forwards = device.IsReachable && !hasNoPassword
                ? [.. wished.Where(port => port.IsProposed).Select(port => Propose(port, preset)).Where(forward => IsSafe(device, forward))]
                : [],
            Streams = wished.Find(port => port.Name == "rtsp") is { } rtsp && device.IsReachable ? StreamUrl.Streams(device.Brand, new IPEndPoint(device.Address, rtsp.Number).ToString()) : [],
            Notes = [.. Notes(device, preset, hasNoPassword), .. told.Select(sighting => sighting.Note).OfType<string>().Distinct()],
        };
    }

    /// <summary>The number that the device itself tells, else the one ex works.</summary>
    private static int ActualNumber(PresetPort port, ImmutableArray<DevicePort> ports)
    {
        foreach (var told in ports)
        {
            if (told.Name == port.Name) return told.Number;
        }

        return port.Number;
    }

    private static ProposedForward Propose(PresetPort port, BrandPreset preset) =>
        new(port.Name, "tcp", port.Number, preset.NeedsSamePorts && port.Name == "server" ? port.Number : null, port.Purpose);

    private static bool IsSafe(DiscoveredDevice device, ProposedForward forward) =>
        ExposureRules.Refuse(device.Brand, Transport.Tcp, forward.Internal, forward.External) is null;

    private static IEnumerable<string> Notes(DiscoveredDevice device, BrandPreset preset, bool hasNoPassword)
    {
        if (!device.IsReachable) yield return $"It is set to {device.Address}, which is not on this PC's network. Give it an address of this network with its maker's program, or set it to DHCP.";
        if (device.IsMacContradicted) yield return $"It tells the MAC address {device.Mac}, but the network shows another one at its address: a repeater's, or that of another of its cards. It is registered without one.";
        if (hasNoPassword) yield return "It has no password yet. Set one before you open anything.";
        if (preset.Note is { } note) yield return note;
    }
}
