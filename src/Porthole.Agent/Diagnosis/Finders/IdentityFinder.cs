using System.Collections.Immutable;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH402 and PH403: a device has another address, or somebody else has its address.</summary>
internal static class IdentityFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot)
    {
        foreach (var device in snapshot.Forwards.Where(forward => forward.Wish.Standing is not null).GroupBy(forward => forward.Wish.Device, StringComparer.Ordinal))
        {
            ImmutableArray<string> forwards = [.. device.Select(forward => forward.Wish.Id)];
            switch (device.First().Wish.Standing)
            {
                case DeviceStanding.Followed followed:
                    yield return Followed(device.Key, followed, forwards);
                    break;
                case DeviceStanding.Displaced displaced:
                    yield return Displaced(device.Key, displaced, device.First().Wish.Mac is not null, forwards);
                    break;
            }
        }
    }

    private static Problem Followed(string device, DeviceStanding.Followed followed, ImmutableArray<string> forwards) => new()
    {
        Code = "PH402",
        Subject = device,
        Severity = ProblemSeverity.Info,
        Title = $"{device} has the address {followed.Address} now instead of {followed.Registered}: followed",
        Evidence = $"{followed.Registered} stopped answering or has another owner; {followed.Address} answers with the device's MAC address {followed.Mac}.",
        Cause = "The router's DHCP server gave the device another address.",
        Remedy =
        [
            "Nothing need be done at once: the address outside is the same.",
            $"Give the device a fixed address in the router (DHCP reservation), or put {followed.Address} into the settings.",
        ],
        Forwards = forwards,
    };

    private static Problem Displaced(string device, DeviceStanding.Displaced displaced, bool isConfigured, ImmutableArray<string> forwards) => new()
    {
        Code = "PH403",
        Subject = device,
        Severity = ProblemSeverity.Error,
        Title = $"{displaced.Address}, the address of {device}, belongs to another machine now: closed",
        Evidence = $"{displaced.Address} answers with the MAC address {displaced.Seen}; {device} has {displaced.Mac}."
            + (displaced.SharedBy > 1 ? $" {displaced.SharedBy} addresses answer with {displaced.Seen}." : ""),
        Cause = displaced.SharedBy > 1
            ? "The device is behind a wireless repeater or bridge that answers in its place, or the address was given to somebody else."
            : "The router's DHCP server gave the address to somebody else, or the device was replaced.",
        Remedy =
        [
            "Nothing leads to the wrong machine meanwhile. Porthole looks for the device by its MAC address and opens it again where it finds it.",
            .. isConfigured
                ? new[] { $"If the device was replaced, or is behind a repeater, put \"Mac\": \"{displaced.Seen}\" into its settings, or leave \"Mac\" out." }
                : [],
            "Give the device a fixed address in the router (DHCP reservation).",
        ],
        Forwards = forwards,
    };
}
