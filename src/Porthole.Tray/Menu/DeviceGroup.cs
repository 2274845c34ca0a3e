using Porthole.Tray.Status;

namespace Porthole.Tray.Menu;

/// <summary>A camera and its forwards.</summary>
internal sealed record DeviceGroup(string Id, string Name, IReadOnlyList<Forward> Forwards)
{
    public bool IsPaused => !Has(state => state != ForwardState.Paused);

    /// <summary>Whether a forward of it is in such a state.</summary>
    public bool Has(Predicate<ForwardState> condition)
    {
        foreach (var forward in Forwards)
        {
            if (condition(forward.State)) return true;
        }

        return false;
    }

    /// <summary>The cameras in the document's order.</summary>
    public static IReadOnlyList<DeviceGroup> Of(StatusDocument status)
    {
        var groups = new List<DeviceGroup>();
        var forwardsOf = new Dictionary<string, List<Forward>>(StringComparer.Ordinal);
        foreach (var forward in status.Forwards)
        {
            if (!forwardsOf.TryGetValue(forward.DeviceId, out var forwards))
            {
                forwardsOf.Add(forward.DeviceId, forwards = []);
                groups.Add(new DeviceGroup(forward.DeviceId, forward.Device, forwards));
            }

            forwards.Add(forward);
        }

        return groups;
    }
}
