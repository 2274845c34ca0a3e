using Porthole.Agent.Devices.Health;
using Porthole.Agent.Devices.Identity;
using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH401: a device does not answer.</summary>
internal static class DeviceFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot) =>
        from forward in snapshot.Forwards
        where forward.DeviceOnline == false && !forward.Wish.IsDisplaced
        let address = ForwardAddresses.Internal(forward, snapshot)
        select forward.Answer == DeviceAnswer.Refused ? Refused(forward, address) : Silent(forward, address);

    private static Problem Refused(ForwardSnapshot forward, string address) => new()
    {
        Code = "PH401",
        Subject = forward.Wish.Id,
        Severity = ProblemSeverity.Warning,
        Title = $"{forward.Wish.Device} is there, but refuses connections to {address}",
        Evidence = $"A TCP connection to {address} was refused.",
        Cause = $"Nothing listens on port {forward.Wish.InternalPort} of the device: the service is switched off, is still starting, or has another port.",
        Remedy =
        [
            $"Check that {forward.Wish.Name} is switched on in the device's own settings, on port {forward.Wish.InternalPort}.",
            "If it has another port there, put that one into Porthole's settings.",
        ],
        Forwards = [forward.Wish.Id],
    };

    private static Problem Silent(ForwardSnapshot forward, string address) => new()
    {
        Code = "PH401",
        Subject = forward.Wish.Id,
        Severity = ProblemSeverity.Warning,
        Title = $"{forward.Wish.Device} does not answer at {address}",
        Evidence = forward.Wish.Standing is DeviceStanding.Missing missing ? $"{Seen(forward, address)}\n{missing.Looked}" : Seen(forward, address),
        Cause = "The device is off or unplugged, or has another address now.",
        Remedy =
        [
            "Check the device's power and cable, and its address in the router's list of devices.",
            .. forward.Wish.Mac is null && forward.Wish.Standing is null
                ? new[] { "With the device's MAC address in the settings (\"Mac\"), Porthole finds it by itself when its address changes." }
                : [],
        ],
        Forwards = [forward.Wish.Id],
    };

    private static string Seen(ForwardSnapshot forward, string address) => forward.Answer == DeviceAnswer.Unreachable
        ? $"A TCP connection to {address} failed: nobody on the network has the address."
        : $"Two TCP connections to {address} got no answer.";
}
