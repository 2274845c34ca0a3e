using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Brands;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Makes devices out of sightings: what each protocol knows best, and what is worth opening.</summary>
internal sealed class DeviceAssembler(ImmutableArray<LocalNetwork> networks, ImmutableArray<IPAddress> targets)
{
    /// <summary>Who is believed about the brand: the maker's own protocol first, the maker of the network chip last.</summary>
    private static readonly ImmutableArray<Evidence> ByTrust =
        [Evidence.Sadp, Evidence.Dhip, Evidence.Xmeye, Evidence.Mdns, Evidence.Onvif, Evidence.Ssdp, Evidence.Neighbour, Evidence.Ports];

    /// <summary>The devices, in the order of their addresses.</summary>
    public ImmutableArray<DiscoveredDevice> Assemble(IReadOnlyList<Sighting> sightings, ImmutableHashSet<IPAddress> lookedAt)
    {
        var devices = SightingMerger.Merge(sightings)
            .Where(group => group.Sightings.Any(sighting => sighting.IsCamera))
            .Select(group => Assemble(group, lookedAt))
            .OrderBy(device => device.Address, AddressOrder.Instance)
            .ThenBy(device => device.Mac, StringComparer.Ordinal);
        return ProposedNames.Give(devices);
    }

    private DiscoveredDevice Assemble(SightingGroup group, ImmutableHashSet<IPAddress> lookedAt)
    {
        var told = group.Sightings.OrderBy(sighting => ByTrust.IndexOf(sighting.Evidence)).ToList();
        var address = told.Select(sighting => sighting.Address).FirstOrDefault(IsNear) ?? group.Address;
        var ports = told.SelectMany(sighting => sighting.Ports).Distinct().ToImmutableArray();
        var device = new DiscoveredDevice
        {
            Address = address,
            IsReachable = IsNear(address),
            Mac = group.Mac,
            IsMacContradicted = IsContradicted(group, address),
            Brand = Brand(told),
            Model = First(told, sighting => sighting.Model),
            Name = OwnName(told),
            Serial = First(told, sighting => sighting.Serial),
            Firmware = First(told, sighting => sighting.Firmware),
            Endpoint = First(told, sighting => sighting.Endpoint),
            OnvifService = told.Find(sighting => sighting.OnvifService is not null && sighting.Address.Equals(address))?.OnvifService,
            OnvifServices = [.. told.SelectMany(sighting => sighting.Services).Distinct().Order(StringComparer.Ordinal)],
            OpenPorts = [.. ports.Select(port => port.Number).Distinct().Order()],
            Evidence = [.. told.Select(sighting => sighting.Evidence).Distinct().Order()],
            ProposedName = "",
        };
        return Proposals.Add(device, ports, told, lookedAt.Contains(address));
    }

    private static bool IsContradicted(SightingGroup group, IPAddress address)
    {
        var shown = group.Sightings.Where(sighting => sighting.Evidence == Evidence.Neighbour && sighting.Address.Equals(address)).Select(sighting => sighting.Mac).ToList();
        return group.ToldMac is { } told && shown.Count > 0 && !shown.Contains(told);
    }

    private bool IsNear(IPAddress address) => networks.Any(network => network.Contains(address)) || targets.Contains(address);

    /// <summary>The most trusted word, or another brand's name for the same boards when somebody knows that: "Amcrest" tells more than "Dahua".</summary>
    private static string? Brand(List<Sighting> told)
    {
        var brands = told.Select(sighting => sighting.Brand).OfType<string>().ToList();
        if (brands.Count == 0) return null;
        return BrandPresets.Find(brands[0]) is { } preset && preset.Key == brands[0]
            ? brands.Find(brand => brand != preset.Key && BrandPresets.Find(brand) == preset) ?? brands[0]
            : brands[0];
    }

    /// <summary>A name that its owner gave: not the brand, not the model, not both.</summary>
    private static string? OwnName(List<Sighting> told) => First(
        told,
        sighting => sighting.Name is { } name
            && BrandPresets.Recognise(name) is null
            && !told.Exists(other => other.Model is { } model && name.Contains(model, StringComparison.OrdinalIgnoreCase)) ? name : null);

    private static string? First(List<Sighting> told, Func<Sighting, string?> pick) => told.Select(pick).FirstOrDefault(value => value is not null);
}
