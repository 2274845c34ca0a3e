using System.Net;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Sightings that speak of one device.</summary>
internal sealed class SightingGroup
{
    private readonly List<Sighting> _sightings = [];

    public IReadOnlyList<Sighting> Sightings => _sightings;

    /// <summary>The MAC address that the device told itself.</summary>
    public string? ToldMac { get; private set; }

    /// <summary>The told MAC address, or the one in the neighbour table: that of a repeater when one stands between.</summary>
    public string? Mac => ToldMac ?? _sightings.Find(sighting => sighting.Mac is not null)?.Mac;

    public IPAddress Address => _sightings[0].Address;

    private string? Endpoint => _sightings.Find(sighting => sighting.Endpoint is not null)?.Endpoint;

    private string? Serial => _sightings.Find(sighting => IsTelling(sighting.Serial))?.Serial;

    public void Add(Sighting sighting)
    {
        _sightings.Add(sighting);
        if (sighting.Evidence != Evidence.Neighbour) ToldMac ??= sighting.Mac;
    }

    public void Add(SightingGroup other)
    {
        foreach (var sighting in other._sightings) Add(sighting);
    }

    /// <summary>What another group of the same device would share.</summary>
    public IEnumerable<string> Signs() => new[] { Mac, Endpoint, Serial }.OfType<string>();

    /// <summary>
    /// Whether two groups are one device: the same MAC address, ONVIF endpoint or serial number, and none of these that
    /// differs. Cheap boards share endpoints and serial numbers, and cameras behind one repeater its MAC address;
    /// a camera shown twice is a smaller evil than one not shown.
    /// </summary>
    public bool IsSameAs(SightingGroup other)
    {
        if (Differ(Mac, other.Mac) || Differ(ToldMac, other.ToldMac) || Differ(Endpoint, other.Endpoint) || Differ(Serial, other.Serial)) return false;
        return Same(Mac, other.Mac) || Same(Endpoint, other.Endpoint) || Same(Serial, other.Serial);
    }

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;

    private static bool Same(string? one, string? other) => one is not null && one == other;

    /// <summary>"00000000" and "123" are not serial numbers, whatever the maker says.</summary>
    private static bool IsTelling(string? serial) => serial is { Length: >= 6 } && serial.Distinct().Skip(2).Any();
}
