using System.Net;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Devices.Discovery.Merging;

/// <summary>Sorts sightings into devices.</summary>
internal static class SightingMerger
{
    /// <summary>More devices than this that share a MAC address or a serial number are clones or a lie; they are shown as they came.</summary>
    private const int MostAlike = 16;

    /// <summary>
    /// The groups, in the order in which they were first seen. What comes from one address is one device, unless it tells two
    /// MAC addresses: cameras fresh from their boxes all have the same address. Then groups that are the same device at
    /// several addresses become one.
    /// </summary>
    public static List<SightingGroup> Merge(IReadOnlyList<Sighting> sightings)
    {
        var groups = new List<SightingGroup>();
        foreach (var place in sightings.GroupBy(sighting => sighting.Address)) AddPlace(place, groups);
        return Join(groups);
    }

    private static void AddPlace(IGrouping<IPAddress, Sighting> place, List<SightingGroup> groups)
    {
        var here = new Dictionary<string, SightingGroup>();
        foreach (var sighting in place.Where(TellsMac))
        {
            if (!here.TryGetValue(sighting.Mac!, out var group)) here[sighting.Mac!] = group = new SightingGroup();
            group.Add(sighting);
        }

        var rest = place.Where(sighting => !TellsMac(sighting)).ToList();
        if (here.Count == 0 && rest.Count > 0) here[""] = new SightingGroup();
        var first = here.Values.First();
        foreach (var sighting in rest) first.Add(sighting);
        groups.AddRange(here.Values);
    }

    /// <summary>Groups are compared with the few that share something with them: comparing all with all would let a liar with thousands of addresses keep this PC busy.</summary>
    private static List<SightingGroup> Join(List<SightingGroup> groups)
    {
        var joined = new List<SightingGroup>();
        var bySign = new Dictionary<string, List<SightingGroup>>();
        foreach (var group in groups)
        {
            var signs = group.Signs().ToList();
            var twin = signs.SelectMany(sign => bySign.GetValueOrDefault(sign) ?? []).FirstOrDefault(group.IsSameAs);
            if (twin is null) joined.Add(group);
            else twin.Add(group);
            foreach (var sign in signs) Remember(bySign, sign, twin ?? group);
        }

        return joined;
    }

    private static void Remember(Dictionary<string, List<SightingGroup>> bySign, string sign, SightingGroup group)
    {
        if (!bySign.TryGetValue(sign, out var known)) bySign[sign] = known = [];
        if (known.Count < MostAlike && !known.Contains(group)) known.Add(group);
    }

    private static bool TellsMac(Sighting sighting) => sighting is { Mac: not null, Evidence: not Evidence.Neighbour };
}
