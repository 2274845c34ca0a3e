using Porthole.Agent.Status;

namespace Porthole.Agent.Diagnosis.Finders;

/// <summary>PH401: a device does not answer.</summary>
internal static class DeviceFinder
{
    public static IEnumerable<Problem> Find(StatusSnapshot snapshot) =>
        from forward in snapshot.Forwards
        where forward.DeviceOnline == false
        let address = ForwardAddresses.Internal(forward, snapshot)
        select new Problem
        {
            Code = "PH401",
            Subject = forward.Wish.Id,
            Severity = ProblemSeverity.Warning,
            Title = $"{forward.Wish.Device} does not answer at {address}",
            Evidence = $"No TCP connection to {address} was accepted.",
            Cause = "The device is off, has another address now, or its port is switched off.",
            Remedy =
            [
                "Check the device's power and cable, and its address in the router's list of devices.",
                $"Check that {forward.Wish.Name} is switched on in the device's own settings, on port {forward.Wish.InternalPort}.",
            ],
            Forwards = [forward.Wish.Id],
        };
}
