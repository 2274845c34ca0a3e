using System.Runtime.InteropServices;

namespace Porthole.Tray.Win32;

/// <summary>WNDCLASSEXW.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WindowClass
{
    public uint Size;
    public uint Style;
    public delegate* unmanaged<nint, uint, nuint, nint, nint> Procedure;
    public int ClassExtra;
    public int WindowExtra;
    public nint Instance;
    public nint Icon;
    public nint Cursor;
    public nint Background;
    public char* MenuName;
    public char* ClassName;
    public nint SmallIcon;
}

/// <summary>CREATESTRUCTW, of which only the first member is read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CreateParameters
{
    public nint Parameter;
}

/// <summary>MSG.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Message
{
    public nint Window;
    public uint Number;
    public nuint WParam;
    public nint LParam;
    public uint Time;
    public int X;
    public int Y;
}

/// <summary>MENUINFO.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MenuInfo
{
    public uint Size;
    public uint Mask;
    public uint Style;
    public uint MaxHeight;
    public nint Background;
    public uint HelpId;
    public nuint Data;
}

/// <summary>MENUITEMINFOW.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MenuItemInfo
{
    public uint Size;
    public uint Mask;
    public uint Type;
    public uint State;
    public uint Id;
    public nint Submenu;
    public nint CheckedBitmap;
    public nint UncheckedBitmap;
    public nuint Data;
    public char* Text;
    public uint TextLength;
    public nint Bitmap;
}

/// <summary>ICONINFO.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IconInfo
{
    public int IsIcon;
    public uint HotspotX;
    public uint HotspotY;
    public nint Mask;
    public nint Colours;
}
