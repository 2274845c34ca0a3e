namespace Porthole.Simulation;

/// <summary>Ready-made quirks, each met in a real router; the thread that tells of it is named where there is one.</summary>
public static partial class RouterQuirks
{
    /// <summary>Answers one SOAP action with a fault and does nothing.</summary>
    public static Quirk Fault(string action, int code, string? description = null) =>
        new() { AnswerSoap = call => call.Action == action ? SoapReply.Fault(code, description) : null };
}
