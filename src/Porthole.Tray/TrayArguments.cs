using Porthole.Tray.Feed;

namespace Porthole.Tray;

/// <summary>What the command line says.</summary>
internal sealed record TrayArguments(StateFolder Folder)
{
    public const string Usage = "porthole-tray takes one option:\n\n--data DIR\tthe agent's state folder; otherwise %ProgramData%\\Porthole";

    /// <summary>Null when the command line is not understood.</summary>
    public static TrayArguments? Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        [] => new TrayArguments(StateFolder.Default),
        ["--data", { Length: > 0 } path] => new TrayArguments(new StateFolder(path)),
        [var option] when option.StartsWith("--data=", StringComparison.Ordinal) && option.Length > 7 => new TrayArguments(new StateFolder(option[7..])),
        _ => null,
    };
}
