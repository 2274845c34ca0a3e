namespace Porthole.Relay;

/// <summary>How an admitted connection or UDP session ended.</summary>
public enum RelayEnd
{
    /// <summary>Both sides ended it in order.</summary>
    Completed,

    /// <summary>The viewer's side failed: reset, or no longer there.</summary>
    ViewerFailed,

    /// <summary>The device's side failed: reset, or no longer there.</summary>
    DeviceFailed,

    /// <summary>The device did not accept the connection.</summary>
    DeviceUnreachable,

    /// <summary>The device did not answer within <see cref="RelayOptions.ConnectTimeout"/>.</summary>
    ConnectTimeout,

    /// <summary>Nothing was sent either way for <see cref="RelayOptions.IdleTimeout"/>, or <see cref="RelayOptions.UdpSessionTimeout"/>.</summary>
    IdleTimeout,

    /// <summary>One side had ended and the other was silent for <see cref="RelayOptions.HalfCloseTimeout"/>.</summary>
    HalfCloseTimeout,

    /// <summary>The viewer did not take what the device sent for <see cref="RelayOptions.WriteStallTimeout"/>.</summary>
    ViewerStalled,

    /// <summary>The device did not take what the viewer sent for <see cref="RelayOptions.WriteStallTimeout"/>.</summary>
    DeviceStalled,

    /// <summary>The source is no longer allowed.</summary>
    NotAllowed,

    /// <summary>The device had sent it nothing for a while, and it gave its place to a newcomer when a limit was reached.</summary>
    Displaced,

    /// <summary>The listener was stopped.</summary>
    Stopped,

    /// <summary>This PC could not carry it: out of sockets or memory.</summary>
    LocalFailure,
}
