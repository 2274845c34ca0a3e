namespace Porthole.Tray.Drawing;

/// <summary>The colours that stand out on the taskbar.</summary>
internal sealed record TaskbarColours(Colour Rim, Colour Sea, Colour Faded)
{
    public static TaskbarColours OnDark { get; } = new(Colour.Of(0xffffff), Colour.Of(0x4cc2ec), Colour.Of(0xa8b2b8));

    public static TaskbarColours OnLight { get; } = new(Colour.Of(0x14232b), Colour.Of(0x0b7fab), Colour.Of(0x5f6b72));
}
