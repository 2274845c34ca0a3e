namespace Porthole.Agent.Hosting.Services;

/// <summary>One thing that an installation does, and how it is taken back.</summary>
/// <param name="What">What stands when it is done, for instance <c>firewall rule "Porthole relay"</c>.</param>
/// <param name="DoAsync">Does it; null when it is done, else the obstacle.</param>
/// <param name="Undo">Takes it back; null when there is nothing to take back.</param>
internal sealed record SetupStep(string What, Func<Task<string?>> DoAsync, Action? Undo = null)
{
    /// <summary>A step that takes no time.</summary>
    public static SetupStep At(string what, Func<string?> act, Action? undo = null) => new(what, () => Task.FromResult(act()), undo);

    /// <summary>A step that can only fail as files and registry do, by an exception.</summary>
    public static SetupStep At(string what, Action act, Action? undo = null) => At(
        what,
        () =>
        {
            act();
            return null;
        },
        undo);

    /// <summary>Takes it back where that takes time; null when it is taken back, else the obstacle. Beside <c>Undo</c>, or in its place.</summary>
    public Func<Task<string?>>? UndoAsync { get; init; }

    /// <summary>Whether the installation is complete enough without it; the obstacle is said all the same.</summary>
    public bool IsOptional { get; init; }
}
