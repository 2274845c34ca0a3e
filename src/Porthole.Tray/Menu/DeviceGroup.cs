using Porthole.Tray.Status;

namespace Porthole.Tray.Menu;

/// <summary>A camera and its forwards.</summary>
internal sealed record DeviceGroup(string Id, string Name, IReadOnlyList<Forward> Forwards)
{
    public bool IsPaused => Forwards.All(forward => forward.State == ForwardState.Paused);

    /// <summary>The cameras in the document's order.</summary>
    public static IReadOnlyList<DeviceGroup> Of(StatusDocument status) =>
        [.. status.Forwards.GroupBy(forward => forward.DeviceId).Select(group => new DeviceGroup(group.Key, group.First().Device, [.. group]))];
}
