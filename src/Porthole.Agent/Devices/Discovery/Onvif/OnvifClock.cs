using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Onvif;

/// <summary>Reads the answer to GetSystemDateAndTime.</summary>
internal static class OnvifClock
{
    /// <summary>The device's time; null when the answer holds none that can be. UTC stands first, local time behind it (ONVIF schema, SystemDateTime).</summary>
    public static DateTimeOffset? Read(List<XmlLeaf> leaves)
    {
        if (Part("Date", "Year") is not (>= 1970 and <= 9998) || Part("Date", "Month") is not (>= 1 and <= 12) || Part("Time", "Hour") is not (>= 0 and <= 23) || Part("Time", "Minute") is not (>= 0 and <= 59))
            return null;
        var month = new DateTimeOffset(Part("Date", "Year")!.Value, Part("Date", "Month")!.Value, 1, Part("Time", "Hour")!.Value, Part("Time", "Minute")!.Value, 0, TimeSpan.Zero);
        return Part("Date", "Day") is { } day and >= 1 and <= 31 ? month.AddDays(day - 1) : null;

        int? Part(string parent, string name) => leaves.FindAll(leaf => leaf.Parent == parent).Number(name);
    }
}
