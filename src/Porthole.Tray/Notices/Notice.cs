namespace Porthole.Tray.Notices;

/// <summary>What a balloon says.</summary>
internal sealed record Notice(string Title, string Text);
