using System.Net;
using Porthole.Agent.Devices.Health;

namespace Porthole.Agent.Devices.Identity;

/// <summary>
/// Judges where one device is from what was seen of it; touches nothing. A MAC address from the settings is enforced: another
/// one at the device's address closes it at once. A learned one serves only to find a device again that has stopped
/// answering, so that a camera replaced by hand stays open.
/// </summary>
internal sealed class DeviceTracker(string name, IPAddress registered, string? configuredMac, RememberedDevice? remembered)
{
    /// <summary>
    /// How long the right MAC address must stand before a closed device is opened again: two machines that quarrel over one
    /// address change places in the neighbour table every few seconds.
    /// </summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    private string? _learnedMac = configuredMac is null ? remembered?.Mac : null;
    private DateTimeOffset? _rightSince;

    public string Name => name;

    public IPAddress Registered => registered;

    public string? ConfiguredMac => configuredMac;

    /// <summary>The address in force.</summary>
    public IPAddress Current { get; private set; } = remembered?.Current ?? registered;

    /// <summary>The MAC address it is known by; null while there is none.</summary>
    public string? Mac => configuredMac ?? _learnedMac;

    public DeviceStanding? Standing { get; private set; } = remembered is null || remembered.Current.Equals(registered)
        ? null
        : new DeviceStanding.Followed(remembered.Current, remembered.Mac, registered);

    /// <summary>Whether it answered when it was last asked; null before.</summary>
    public bool? Answers { get; private set; }

    /// <summary>Whether it should be looked for elsewhere.</summary>
    public bool IsLost => Mac is not null && (Answers == false || Standing is DeviceStanding.Displaced);

    /// <summary>What must survive a restart; null when that is nothing.</summary>
    public RememberedDevice? Memory => Mac is null || (configuredMac is not null && Current.Equals(registered)) ? null : new RememberedDevice(registered, Mac, Current);

    // An address that no owner wrote down is held only as long as the right device answers there, however its MAC address became known.
    private bool IsEnforced => configuredMac is not null || !Current.Equals(registered);

    /// <summary>Looks at the neighbour table, which an intruder enters with the first packet he exchanges with this PC.</summary>
    public void Observe(NeighbourView view, DateTimeOffset now)
    {
        if (Mac is not { } mac || !IsEnforced || view.MacOf(Current) is not { } seen) return;
        if (seen != mac)
        {
            _rightSince = null;
            Standing = new DeviceStanding.Displaced(Current, mac, seen, view.SharedBy(seen));
        }
        else if (Standing is DeviceStanding.Displaced)
        {
            _rightSince ??= now;
            if (now - _rightSince >= Settle) Standing = AtCurrent(mac);
        }
    }

    /// <summary>Notes whether it answered at <see cref="Current"/>; the view is of a moment after that.</summary>
    public void Contacted(DeviceAnswer answer, NeighbourView view, DateTimeOffset now)
    {
        Answers = answer.IsAnswer();
        if (Answers == true)
        {
            if (Standing is DeviceStanding.Missing missing) Standing = AtCurrent(missing.Mac);
            Learn(answer, view);
        }

        Observe(view, now);
    }

    /// <summary>The first try was not answered: it is looked for while the second is under way.</summary>
    public void Doubt()
    {
        if (Answers == true) Answers = false;
    }

    /// <summary>Notes that it was looked for without success.</summary>
    public void NotFound(string looked)
    {
        if (Answers == false && Mac is { } mac && Standing is not DeviceStanding.Displaced) Standing = new DeviceStanding.Missing(Current, mac, looked);
    }

    /// <summary>Notes that it answers with its MAC address at another address.</summary>
    public void Found(IPAddress address)
    {
        if (!IsLost) return;
        (Current, Answers, _rightSince) = (address, true, null);
        Standing = AtCurrent(Mac!);
    }

    private void Learn(DeviceAnswer answer, NeighbourView view)
    {
        if (configuredMac is not null || !Current.Equals(registered) || view.MacOf(Current) is not { } seen || seen == _learnedMac) return;

        // A MAC address that answers for several addresses is a repeater's or a bridge's and names none of them.
        if (view.IsRouter(seen) || view.SharedBy(seen) > 1) return;

        // Another one that accepts connections here, and the old one nowhere: the camera was replaced by hand.
        if (_learnedMac is null || (answer == DeviceAnswer.Accepted && view.Candidates(_learnedMac, Current).Count == 0)) _learnedMac = seen;
    }

    private DeviceStanding.Followed? AtCurrent(string mac) => Current.Equals(registered) ? null : new DeviceStanding.Followed(Current, mac, registered);
}
