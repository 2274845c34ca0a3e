namespace Porthole.Agent.Devices.Health;

/// <summary>What came of a connection to a device's port.</summary>
internal enum DeviceAnswer
{
    /// <summary>The port accepts connections.</summary>
    Accepted,

    /// <summary>The device is there, but nothing listens on the port.</summary>
    Refused,

    /// <summary>Nothing came back.</summary>
    Silent,

    /// <summary>The network says that nobody has the address.</summary>
    Unreachable,
}

/// <summary>What <see cref="DeviceAnswer"/> tells.</summary>
internal static class DeviceAnswers
{
    /// <summary>Whether somebody at the address answered, whatever it was.</summary>
    public static bool IsAnswer(this DeviceAnswer answer) => answer is DeviceAnswer.Accepted or DeviceAnswer.Refused;
}
