using System.Collections.Immutable;
using System.Net;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Everything that was seen during one search, from whichever socket; each thing once.</summary>
internal sealed class SightingBook(Action<Sighting> onNew)
{
    /// <summary>A network full of one liar must not fill the memory: more sightings than this are dropped.</summary>
    private const int Most = 8192;

    private readonly Lock _lock = new();
    private readonly HashSet<Sighting> _known = new(SightingComparer.Instance);
    private readonly List<Sighting> _sightings = [];
    private readonly HashSet<IPAddress> _lookedAt = [];

    /// <summary>Keeps a sighting and tells of it, unless it says what another one said.</summary>
    public void Add(Sighting sighting)
    {
        lock (_lock)
        {
            if (_sightings.Count == Most || !_known.Add(sighting)) return;
            _sightings.Add(sighting);
        }

        onNew(sighting);
    }

    /// <summary>Remembers that an address was asked for all of the well-known ports, so that one that is not among the open ones is closed.</summary>
    public void LookedAt(IPAddress address)
    {
        lock (_lock) _lookedAt.Add(address);
    }

    /// <summary>What was seen so far, in the order of arrival, and which addresses were looked at.</summary>
    public (ImmutableArray<Sighting> Sightings, ImmutableHashSet<IPAddress> LookedAt) Read()
    {
        lock (_lock) return ([.. _sightings], [.. _lookedAt]);
    }

    /// <summary>Compares lists of ports by what they hold; everything else the record compares itself.</summary>
    private sealed class SightingComparer : IEqualityComparer<Sighting>
    {
        public static SightingComparer Instance { get; } = new();

        public bool Equals(Sighting? x, Sighting? y) =>
            x is null || y is null ? ReferenceEquals(x, y)
            : x.Ports.SequenceEqual(y.Ports) && x.Services.SequenceEqual(y.Services, StringComparer.Ordinal)
              && (x with { Ports = y.Ports, Services = y.Services }).Equals(y);

        public int GetHashCode(Sighting sighting) => HashCode.Combine(sighting.Evidence, sighting.Address, sighting.Mac, sighting.Name, sighting.Endpoint);
    }
}
