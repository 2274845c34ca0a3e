using System.Net;
using Porthole.Agent.Devices.Health;

namespace Porthole.Agent.Devices.Identity;

/// <summary>All that the watch keeps of one device.</summary>
internal sealed class DeviceCase(DeviceTracker tracker, string? brand)
{
    /// <summary>An address that did not answer is not asked again at every look into the table.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IPAddress, DateTimeOffset> _asked = [];
    private DateTimeOffset _searchAt;
    private int _searches;

    public DeviceTracker Tracker => tracker;

    public DeviceLooks Looks { get; } = new();

    /// <summary>What the loop was told last.</summary>
    public DeviceStanding? Told { get; set; } = tracker.Standing;

    public bool IsSearching { get; set; }

    public bool IsVerifying { get; set; }

    public WantedDevice Wanted => new(tracker.Name, brand, tracker.Mac!, tracker.Current);

    /// <summary>The addresses where it may be and that are worth a question now.</summary>
    public IReadOnlyList<IPAddress> Candidates(NeighbourView view, DateTimeOffset now)
    {
        if (!tracker.IsLost || IsVerifying) return [];
        var candidates = view.Candidates(tracker.Mac!, tracker.Current);
        if (candidates.All(address => now < _asked.GetValueOrDefault(address))) return [];
        foreach (var address in candidates) _asked[address] = now + AskAgain;
        return candidates;
    }

    /// <summary>Whether a search is due; it then counts as begun.</summary>
    public bool BeginSearch(DateTimeOffset now)
    {
        if (!tracker.IsLost)
        {
            (_searches, _searchAt) = (0, default);
            _asked.Clear();
            return false;
        }

        if (IsSearching || now < _searchAt) return false;
        _searchAt = now + LostDevices.Pause(_searches++);
        return IsSearching = true;
    }
}
