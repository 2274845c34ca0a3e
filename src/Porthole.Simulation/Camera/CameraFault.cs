namespace Porthole.Simulation.Camera;

/// <summary>How a camera misbehaves now.</summary>
internal sealed record CameraFault(bool Refuses = false, bool IsSilent = false, long? Budget = null)
{
    public static CameraFault None { get; } = new();

    public static CameraFault Refuse { get; } = new(Refuses: true);

    public static CameraFault Silent { get; } = new(IsSilent: true);

    public static CameraFault CloseAfter(long bytes) => new(Budget: bytes);
}
