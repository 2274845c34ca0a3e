namespace Porthole.Lab;

/// <summary>The lab itself, or something in it, did not do what a test relies on; the message holds the logs that tell why.</summary>
public sealed class LabException : Exception
{
    public LabException()
    {
    }

    public LabException(string message)
        : base(message)
    {
    }

    public LabException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
