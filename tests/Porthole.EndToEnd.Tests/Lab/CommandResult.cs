namespace Porthole.Lab;

/// <summary>How a command ended and what it said.</summary>
/// <param name="Command">The command line, for messages.</param>
/// <param name="ExitCode">Its exit code; 128 more than the signal's number when a signal ended it.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Whether it ended with 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The result itself when it succeeded; else throws what it said.</summary>
    public CommandResult OrThrow() => Succeeded ? this : throw new LabException(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"`{Command}` ended with {ExitCode}\n{Output}{Error}";
}
